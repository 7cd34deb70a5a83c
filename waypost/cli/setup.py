"""`waypost setup`: a real school's first ten minutes, for scripts. What is left out is asked for on the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from .start import fail, out, ready


def setup(
    name: Annotated[str, typer.Option(help="The school's name.")] = "",
    time_zone: Annotated[str, typer.Option(help="Its time zone, like Europe/Berlin.")] = "",
    country: Annotated[str, typer.Option(help="Two letters, like DE.")] = "",
    term: Annotated[
        list[str] | None, typer.Option(help="A term as TITLE:FIRST:LAST, like Autumn:2026-09-01:2026-12-18.")
    ] = None,
    day_off: Annotated[
        list[str] | None,
        typer.Option(help="A day without school as DAY or FIRST:LAST, like 2026-10-19:2026-10-23."),
    ] = None,
    administrator: Annotated[
        str, typer.Option(help="User name of the first administrator; prints a code.")
    ] = "",
    teacher: Annotated[
        str,
        typer.Option(
            help="Full name of a teacher who is in no roster; they get the classes without a teacher. Prints a code."
        ),
    ] = "",
) -> None:
    """Name the school, its time zone, terms and days off, the first administrator and teacher. May be run again."""
    ready(kind="school")
    from waypost.homes.setup import services

    try:
        if name or time_zone or country:
            services.name_school(name, time_zone, country)
        for text in term or []:
            services.add_term(*_term(text))
        for text in day_off or []:
            services.add_days_off(*_days(text))
        if administrator:
            code = services.first_administrator(administrator)
            out.print(f"invitation for {administrator}: {code}", highlight=False, markup=False)
        if teacher:
            account, code = services.first_teacher(teacher, "")
            out.print(f"invitation for {account.username}: {code}", highlight=False, markup=False)
    except ValueError as error:
        fail(str(error), code=2)
    missing = services.what_is_missing()
    for line in missing:
        out.print(f"Still to do: {line}", highlight=False, markup=False)
    if not missing:
        out.print(
            "The set-up is done. `waypost serve` opens the school; `waypost doctor` says what is wrong."
        )


def _term(text: str) -> tuple[str, date, date]:
    parts = text.rsplit(":", 2)
    if len(parts) != 3:
        fail(f"--term wants TITLE:FIRST:LAST, like Autumn:2026-09-01:2026-12-18; this is {text!r}.", code=2)
    return parts[0], _day(parts[1]), _day(parts[2])


def _days(text: str) -> tuple[date, date]:
    first, _, last = text.partition(":")
    return _day(first), _day(last or first)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a calendar day, no instant)
    except ValueError:
        fail(f"{text!r} is not a day. Write it as 2026-09-01.", code=2)
