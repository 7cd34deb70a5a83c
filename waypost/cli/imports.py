"""`waypost import ...`: rosters, attendance, skills and response files from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .start import fail, out, ready

app = typer.Typer(help="Bring in rosters, attendance, skills and evidence.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Apply = Annotated[
    bool, typer.Option("--apply", help="Change the school; without it, only say what would change.")
]


@app.command()
def roster(
    file: File,
    apply: Apply = False,
    yes_gone: Annotated[
        bool, typer.Option("--yes-gone", help="Those who are no longer in the file have really left.")
    ] = False,
) -> None:
    """A OneRoster 1.1 or 1.2 zip. All or nothing; without --apply nothing changes."""
    ready()
    from waypost.school import oneroster

    _print_report(oneroster.run_import(file, apply=apply, yes_gone=yes_gone))


@app.command()
def attendance(file: File, apply: Apply = False) -> None:
    """A CSV with student, date or period, and present, absent or excused. All or nothing."""
    ready()
    from waypost.school import attendance as room

    _print_report(room.run_import(file, apply=apply))


@app.command("growth-percentiles")
def growth_percentiles(
    file: File,
    apply: Apply = False,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Take back what this very file brought in; nothing else.")
    ] = False,
) -> None:
    """A CSV of the authority: student, year, grade, subject, percentile, and standard_error or low, high and level.
    All or nothing. Leaders alone see what comes of it, and only for groups of ten students or more."""
    ready()
    from django.core.exceptions import ValidationError

    from waypost.school import growth

    if not take_back:
        report = growth.run_import(file, apply=apply)
        if report.applied:
            from waypost.homes import growth as figures

            figures.make()
        _print_report(report)
        return
    try:
        count = growth.take_back_file(file)
    except ValidationError as error:
        fail(" ".join(error.messages))
    out.print(f"{count:,} growth percentiles taken back.", highlight=False, markup=False)


@app.command()
def skills(file: File, apply: Apply = False) -> None:
    """A tree of skills: CSV (code, title, parent, prerequisites) or a CASE 1.0/1.1 package as JSON."""
    ready()
    from waypost.skills import importing

    _print_report(importing.run_import(file, apply=apply))


@app.command()
def alignments(file: File, apply: Apply = False) -> None:
    """Which activities count for which skill: CSV (source, match, pattern, skill)."""
    ready()
    from waypost.skills import importing

    _print_report(importing.run_alignments(file, apply=apply))


@app.command()
def responses(
    file: File,
    format: Annotated[str, typer.Option(help="csv, assistments, datashop or triples.")] = "csv",
    source: Annotated[str, typer.Option(help="Where it comes from, as people call it.")] = "",
    map: Annotated[
        list[str] | None,
        typer.Option("--map", help="Column mapping for csv: --map student=pupil --map correct=right."),
    ] = None,
    create_people: Annotated[
        bool, typer.Option("--create-people", help="Make students for identifiers nobody has yet.")
    ] = False,
    wait: Annotated[bool, typer.Option(help="Wait until all readings are made.")] = True,
) -> None:
    """A file of responses. Good rows go in, bad rows into a report with their reasons; it can be resumed."""
    ready()
    from . import responses as work

    work.run(file, format, source, dict(_pair(m) for m in map or []), create_people, wait)


@app.command("take-back")
def take_back(
    file: File,
    source: Annotated[str, typer.Option(help="Where it was said to come from, if that is in doubt.")] = "",
    wait: Annotated[bool, typer.Option(help="Wait until all readings are made anew.")] = True,
) -> None:
    """Take back what a file of responses brought in: its answers count nowhere any more, and it may come in again."""
    ready()
    from . import responses as work

    work.run_back(file, source, wait)


def _pair(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not equals:
        fail(f"--map wants name=column, for example --map student=pupil_id; this is {text!r}.", code=2)
    return name.strip(), column.strip()


def _print_report(report: object) -> None:
    for line in report.lines():  # type: ignore[attr-defined]
        out.print(line, highlight=False, markup=False)
    if not report.ok:  # type: ignore[attr-defined]
        raise typer.Exit(1)
