"""`waypost doctor`: what is wrong here, and the mend, in plain words."""

from __future__ import annotations

import typer

from .start import out, ready


def doctor() -> None:
    """Say in plain words what is wrong with this Waypost and how to mend it. Exit code 1 if something is."""
    ready(migrate=False)
    from waypost.trust import doctor as checks

    if broken := _tables():
        out.print(f"- {broken[0]}\n  {broken[1]}", highlight=False, markup=False)
        raise typer.Exit(1)
    problems = checks.examine()
    for problem in problems:
        out.print(f"- {problem.sentence}\n  {problem.mend}", highlight=False, markup=False)
    if problems:
        raise typer.Exit(1)
    out.print("All is well.")


def _tables() -> tuple[str, str] | None:
    """What is wrong with the database itself: then nothing else can be asked. As (sentence, mend)."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA quick_check(1)")
                if (said := cursor.fetchone()[0]) != "ok":
                    raise DatabaseError(said)
    except DatabaseError as error:
        return (
            f"The database cannot be read: {error}.",
            "Stop `waypost serve`, keep a copy of the folder as it is, and put back the latest backup (docs/operate.md).",
        )
    if waiting:
        return (
            "The tables are older than this Waypost.",
            "Start `waypost serve` once: it brings them up to date. Make a copy of the folder first.",
        )
    return None
