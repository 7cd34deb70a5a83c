"""What the pages about a student and the agreed supports read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.text import Truncator

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import class_teachers_of, home_adult_of, names_of
from waypost.trust.access import ReadBook

from .. import years
from ..access import SEE_ABOUT, SEE_SUPPORT
from ..forms.about import OF_ANOTHER, OWN
from ..models import AboutMe, Support, SupportDay, Voice

IN_A_LINE = ("good_at", "interests", "start", "likes")
ORDER = (Voice.STUDENT, Voice.FAMILY, Voice.TEACHER)


@dataclass(frozen=True, slots=True)
class Said:
    """One voice: its heading, who, and what it says under each question."""

    voice: str
    author: str
    lines: list[tuple[str, str]]
    row: AboutMe


@dataclass(frozen=True, slots=True)
class Year:
    label: str
    voices: list[Said]


@dataclass(frozen=True, slots=True)
class Given:
    """A support as a page shows it."""

    support: Support
    giver: str
    today: bool
    last: date | None
    review_due: bool


@dataclass(frozen=True, slots=True)
class AboutPage:
    now: Year
    before: list[Year]
    supports: list[Given]
    ended: list[Given]


def about_page(reads: ReadBook, person_id: int) -> AboutPage:
    """All voices that this person may read: this year's, and the years before, newest first."""
    rows = SEE_ABOUT.scoped(reads, lambda rows: rows.filter(person_id=person_id)).read()
    rows = [r for r in rows if not r.empty]
    names = names_of({r.author_id for r in rows})
    this = years.school_year(clock.today())
    by_year: dict[int, list[AboutMe]] = {this: []}
    for row in rows:
        by_year.setdefault(row.year, []).append(row)
    told = {year: Year(years.label(year), _said(found, names)) for year, found in by_year.items()}
    supports = supports_of(reads, person_id)
    return AboutPage(
        now=told[this],
        before=[told[y] for y in sorted(told, reverse=True) if y < this],
        supports=[s for s in supports if s.support.ended is None],
        ended=[s for s in supports if s.support.ended is not None],
    )


def _said(rows: list[AboutMe], names: Mapping[int, str]) -> list[Said]:
    ordered = sorted(rows, key=lambda r: (ORDER.index(Voice(r.voice)), r.pk))
    return [Said(str(Voice(r.voice).label), names.get(r.author_id, ""), _lines(r), r) for r in ordered]


def _lines(row: AboutMe) -> list[tuple[str, str]]:
    labels = OWN if row.voice == Voice.STUDENT else OF_ANOTHER
    return [(str(labels[n]), getattr(row, n)) for n in AboutMe.FIELDS if getattr(row, n)]


def in_a_line(reads: ReadBook, person_id: int) -> str:
    """The student's own voice of this year, in a line; "" where nothing is said or may be read."""
    own = own_words_of(reads, person_id)
    said = [getattr(own, n) for n in IN_A_LINE] if own else []
    return " · ".join(Truncator(" ".join(s.split())).chars(60) for s in said if s)


def own_words_of(reads: ReadBook, person_id: int) -> AboutMe | None:
    """The student's own voice of this year; None where nothing is said or may be read."""
    rows: list[AboutMe] = SEE_ABOUT.scoped(
        reads,
        lambda rows: rows.filter(
            person_id=person_id, voice=Voice.STUDENT, year=years.school_year(clock.today())
        ),
    ).read()
    return rows[0] if rows else None


def interests_of(reads: ReadBook, person_id: int) -> str:
    """What the student wrote about own interests this year; "" where nothing is said or may be read."""
    own = own_words_of(reads, person_id)
    return own.interests if own else ""


def supports_of(reads: ReadBook, person_id: int) -> list[Given]:
    """Agreed supports, those that go on first."""
    days = Prefetch("days", SupportDay.objects.order_by("-day"), to_attr="latest")
    rows: list[Support] = SEE_SUPPORT.scoped(
        reads,
        lambda rows: rows.filter(person_id=person_id).prefetch_related(days).order_by("review_on", "pk"),
    ).read()
    names, today = names_of({r.giver_id for r in rows}), clock.today()
    return [_given(r, names, today) for r in rows]


def _given(row: Support, names: Mapping[int, str], today: date) -> Given:
    latest: list[SupportDay] = row.latest  # type: ignore[attr-defined]
    last = latest[0].day if latest else None
    return Given(
        row, names.get(row.giver_id, ""), last == today, last, row.ended is None and row.review_on <= today
    )


def givers(student: Person, asker: int) -> list[tuple[int, str]]:
    """Adults of the school who may give a support: the student's teachers, the home adult, whoever asks."""
    ids = {asker, *(t.pk for found in class_teachers_of(student).values() for t in found)}
    adult = home_adult_of(student)
    if adult is not None:
        ids.add(adult.pk)
    return sorted(names_of(ids).items(), key=lambda pair: (pair[0] != asker, pair[1]))
