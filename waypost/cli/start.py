"""What each command does before its own work: load Django, make or open the data folder, bring the tables up to date."""

from __future__ import annotations

import os
from typing import NoReturn

import typer
from rich.console import Console

out = Console()
err = Console(stderr=True)


def fail(sentence: str, code: int = 1) -> NoReturn:
    """End with a clear sentence on the error stream."""
    err.print(sentence, style="red", highlight=False, markup=False)
    raise typer.Exit(code)


def ready(*, kind: str | None = None, migrate: bool = True) -> None:
    """Django, loaded on the chosen folder. `kind` makes the folder if it isn't there ("school" or "demo")."""
    from waypost.trust import clock
    from waypost.trust.folder import UNFINISHED, DataFolder

    folder = DataFolder.from_environment()
    if (folder.path / UNFINISHED).exists():
        fail(
            f"A backup is being put back in {folder.path}, or that was broken off. Run `waypost restore` again: nothing "
            "opens before it is finished."
        )
    if not folder.exists:
        if kind is None:
            fail(
                f"There is no Waypost in {folder.path} yet. "
                "Start one with `waypost serve`, or name its folder: `waypost --home FOLDER ...`."
            )
        folder.create(kind, clock.wall().isoformat(timespec="seconds"))
    if loose := folder.loose_permissions():
        fail(
            f"Others may read {loose[0]}. Keys must be the owner's alone: "
            f"run `chmod 700 {folder.path / 'keys'} && chmod 600 {folder.path / 'keys'}/*`."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")
    import django

    django.setup()
    if migrate:
        bring_up_to_date()


def bring_up_to_date() -> None:
    """Apply migrations that are missing (a second start finds none in a few milliseconds)."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
