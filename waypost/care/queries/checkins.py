"""What the pages about check-ins read, through the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from waypost.readings.access import SEE_READING
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from ..access import SEE_CHECK_IN, SEE_RHYTHM
from ..models import CheckIn, Rhythm
from ..models.checkins import USUAL, Every


@dataclass(frozen=True, slots=True)
class Talked:
    """School days since the last noted talk with any adult (None: none noted), and days with one in the last 20."""

    since: int | None
    in_window: int


NEVER = Talked(None, 0)


@dataclass(frozen=True, slots=True)
class Mine:
    """One of an adult's students: how often, when last, what is planned."""

    person: Person
    every: int
    why: str
    talked: Talked
    planned: CheckIn | None
    today: date
    met_today: bool = False

    @property
    def how_often(self) -> str:
        return str(Every(self.every).label)

    @property
    def due(self) -> bool:
        """Planned for today or before; or nothing is planned and the rhythm asks for it."""
        if self.met_today:
            return False
        if self.planned is not None and self.planned.planned is not None:
            return self.planned.planned <= self.today
        return self.talked.since is None or self.talked.since >= self.every

    @property
    def long_ago(self) -> bool:
        return self.talked.since is None or self.talked.since >= USUAL


@dataclass(slots=True)
class MyCheckIns:
    """An adult's own page: seen by this adult alone."""

    due: list[Mine] = field(default_factory=list)
    others: list[Mine] = field(default_factory=list)

    @property
    def all(self) -> list[Mine]:
        return [*self.due, *self.others]


@dataclass(frozen=True, slots=True)
class Line:
    """A check-in with the adult's name, for a list."""

    check_in: CheckIn
    adult: str


def talked_of(reads: ReadBook, people: Iterable[int]) -> dict[int, Talked]:
    """From the readings that this person may see."""
    wanted = list(people)
    rows = SEE_READING.scoped(
        reads, lambda rows: rows.filter(person_id__in=wanted, measure="conversations", subject=0)
    ).listed()
    days, today = calendar.school_days(), clock.today().toordinal()
    until = int(np.searchsorted(days, today, side="right"))

    def since(last_day: int | None) -> int | None:
        """School days after the last talk, up to and including today (a reading may be a day old)."""
        if not last_day:
            return None
        return max(0, until - int(np.searchsorted(days, last_day, side="right")))

    return {
        r.person_id: Talked(since(r.detail.get("last_day")), int(r.detail.get("in_window") or 0))
        for r in rows
    }


def mine(reads: ReadBook, adult: int) -> MyCheckIns:
    """The home students of an adult, and whoever else the adult meets by a rhythm or a plan; due ones first."""
    today = clock.today()
    home = {p.pk for p in school.home_students_of(adult)}
    rhythms = {
        r.person_id: r
        for r in SEE_RHYTHM.scoped(reads, lambda rows: rows.filter(ended=None)).listed()
        if r.adult_id == adult or r.person_id in home
    }
    planned = planned_by(reads, adult)
    wanted = home | set(planned) | {p for p, r in rhythms.items() if r.adult_id == adult}
    people = SEE_STUDENT.scoped(
        reads, lambda rows: rows.filter(pk__in=wanted).order_by("given_name", "family_name", "pk")
    ).listed()
    talked, met = talked_of(reads, wanted), _met_today(reads, adult, today)
    lines = [_mine(p, rhythms.get(p.pk), talked, planned, today, p.pk in met) for p in people]
    found = MyCheckIns()
    for line in sorted(lines, key=_longest_first):
        (found.due if line.due else found.others).append(line)
    return found


def _mine(
    person: Person,
    rhythm: Rhythm | None,
    talked: dict[int, Talked],
    planned: dict[int, CheckIn],
    today: date,
    met: bool,
) -> Mine:
    every = rhythm.every if rhythm else USUAL
    why = rhythm.why if rhythm else ""
    return Mine(person, every, why, talked.get(person.pk, NEVER), planned.get(person.pk), today, met)


def _longest_first(line: Mine) -> tuple[int, float]:
    waited = 10_000 if line.talked.since is None else line.talked.since
    return (0 if line.planned is not None else 1, -waited / line.every)


def planned_by(reads: ReadBook, adult: int) -> dict[int, CheckIn]:
    """Student -> the next open check-in of this adult."""
    rows = SEE_CHECK_IN.scoped(
        reads,
        lambda rows: rows.filter(adult_id=adult, held=None, called_off=None).order_by("-planned", "-pk"),
    ).listed()
    return {c.person_id: c for c in rows}


def _met_today(reads: ReadBook, adult: int, today: date) -> set[int]:
    rows = SEE_CHECK_IN.scoped(
        reads, lambda rows: rows.filter(adult_id=adult, held__isnull=False).order_by("-held", "-pk")[:20]
    ).listed()
    return {c.person_id for c in rows if c.held and clock.local(c.held).date() == today}


def held_with(reads: ReadBook, student: int, most: int | None = None) -> list[Line]:
    """What was shared at check-ins with a student, newest first; those without a word are left out."""
    rows = SEE_CHECK_IN.scoped(
        reads, lambda rows: rows.filter(person_id=student, held__isnull=False).order_by("-held", "-pk")
    ).read()
    spoken = [c for c in rows if c.said_something][:most]
    names = school.names_of({c.adult_id for c in spoken})
    return [Line(c, names.get(c.adult_id, "")) for c in spoken]


def planned_with(reads: ReadBook, student: int) -> list[Line]:
    """The check-ins to come with a student, soonest first."""
    rows = SEE_CHECK_IN.scoped(
        reads,
        lambda rows: rows.filter(person_id=student, held=None, called_off=None).order_by("planned", "pk"),
    ).read()
    names = school.names_of({c.adult_id for c in rows})
    return [Line(c, names.get(c.adult_id, "")) for c in rows]


def rhythm_of(reads: ReadBook, student: int) -> Rhythm | None:
    rows = SEE_RHYTHM.scoped(reads, lambda rows: rows.filter(person_id=student, ended=None)).read()
    return rows[0] if rows else None
