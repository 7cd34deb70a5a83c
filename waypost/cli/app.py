"""The tree of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import (
    audit,
    backup,
    demo,
    doctor,
    evidence,
    imports,
    keys,
    measures,
    rebuild,
    serve,
    setup,
    user,
)

app = typer.Typer(
    name="waypost",
    help="Waypost tells a school whether personalized learning is working, and helps people act in time.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def choose_folder(
    home: Annotated[
        Path | None, typer.Option("--home", envvar="WAYPOST_HOME", help="The data folder (default: ./data).")
    ] = None,
) -> None:
    """Every command works on one data folder."""
    if home is not None:
        import os

        os.environ["WAYPOST_HOME"] = str(home.resolve())


app.command("serve")(serve.serve)
app.command("worker", hidden=True)(serve.worker)
app.command("demo")(demo.demo)
app.command("setup")(setup.setup)
app.add_typer(imports.app, name="import")
app.command("rebuild")(rebuild.rebuild)
app.add_typer(measures.app, name="measures")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(keys.app, name="keys")
app.command("doctor")(doctor.doctor)
app.add_typer(user.app, name="user")
app.add_typer(evidence.app, name="evidence")
app.add_typer(audit.app, name="audit")
