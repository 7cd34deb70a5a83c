"""`waypost audit`: is the log of reads and acts whole?"""

from __future__ import annotations

import typer

from .start import out, ready

app = typer.Typer(help="The log of reads and acts.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The log of reads and acts."""


@app.command()
def verify() -> None:
    """Follow the chain of the log and name each place where it was changed. Exit code 1 if there is one."""
    ready()
    from waypost.trust import audit

    places = audit.verify()
    for place in places:
        out.print(f"- {place}", highlight=False, markup=False)
    if places:
        raise typer.Exit(1)
    out.print("The log is whole.")
