"""`waypost evidence ...`: sources and the credentials of the tools that write to /xapi."""

from __future__ import annotations

from typing import Annotated

import typer

from .start import fail, out, ready

app = typer.Typer(help="Sources of evidence and their credentials.", no_args_is_help=True)
credential = typer.Typer(help="Credentials of the tools that write to /xapi.", no_args_is_help=True)
app.add_typer(credential, name="credential")


@app.command("sources")
def sources() -> None:
    """Each source, when it last sent something, and what waits."""
    ready()
    from waypost.evidence import sources as room
    from waypost.evidence.models import Source

    for source in Source.objects.order_by("name"):
        out.print(
            f"{source.name} ({source.slug}): {room.health(source).sentence}", highlight=False, markup=False
        )


@credential.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What to call it: the tool's name.")],
    source: Annotated[str, typer.Option(help="The source it writes for; made if it is new.")],
    prefix: Annotated[
        list[str] | None, typer.Option(help="Activity IRIs it may speak of begin so; may be given again.")
    ] = None,
    scope: Annotated[str, typer.Option(help="statements, read, write or all.")] = "statements",
) -> None:
    """Make a credential and print its key and secret once: the secret is not kept."""
    ready()
    from waypost.evidence import services

    try:
        made = services.create_credential(name, services.find_source(source), prefixes=prefix, scope=scope)
    except ValueError as error:
        fail(str(error), code=2)
    out.print(f"key:    {made.key}\nsecret: {made.secret}", highlight=False, markup=False)


@credential.command("list")
def list_() -> None:
    """Each credential, its source and when it was last used."""
    ready()
    from waypost.evidence.models import Credential

    for one in Credential.objects.select_related("source").order_by("name"):
        used = one.last_used.date().isoformat() if one.last_used else "never used"
        out.print(
            f"{one.name}: {one.source.name}, {one.scope}, {'ended' if one.ended else used}", highlight=False
        )


@credential.command("end")
def end(name: Annotated[str, typer.Argument(help="The credential's name.")]) -> None:
    """End a credential: it is refused from the next request on."""
    ready()
    from waypost.evidence import services
    from waypost.evidence.models import Credential

    one = Credential.objects.filter(name=name).first()
    if one is None:
        fail(f"There is no credential called {name!r}. `waypost evidence credential list` names them.")
    services.end_credential(one)
    out.print(f"{name} is ended.")
