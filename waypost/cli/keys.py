"""`waypost keys`: the keys that lie beside the database and never in it."""

from __future__ import annotations

import typer

from .start import out, ready

app = typer.Typer(help="The keys of the data folder.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The keys of the data folder."""


@app.command()
def rotate() -> None:
    """Seal secrets with a new key from now on; the older ones still open what they sealed. Nobody is signed out."""
    ready(migrate=False)
    from waypost.trust import audit, keys

    keys.rotate()
    audit.act("keys.rotate", object_kind="keys")
    out.print("There is a new key. Keep a new copy of the folder keys/ where the old one is kept.")
