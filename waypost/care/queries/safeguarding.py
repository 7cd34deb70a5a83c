"""Reads of concerns: what waits, what goes on, what is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import class_teachers_of, home_adult_of, names_of
from waypost.trust.access import ReadBook
from waypost.trust.models import Role

from .. import adults
from ..access import SEE_CONCERN
from ..models import Concern, ConcernStep
from ..models.safeguarding import Step


@dataclass(frozen=True, slots=True)
class Happened:
    kind: str  # in words
    adult: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A concern with its history. `state`: new, taken, closed."""

    concern: Concern
    about: str  # "" where nobody is named
    writer: str  # "" where it has no name
    state: str
    at: datetime
    history: list[Happened]


def listed(reads: ReadBook) -> list[Told]:
    """All that this person may read: what nobody has taken on first, then the newest."""
    rows = SEE_CONCERN.scoped(reads, lambda rows: rows.order_by("-made", "-pk")).read()
    told = [tell(row) for row in rows]
    return sorted(told, key=lambda t: ("new", "taken", "closed").index(t.state))


def tell(concern: Concern) -> Told:
    steps = list(concern.steps.order_by("at", "pk"))
    ids = {s.adult_id for s in steps} | {i for i in (concern.about_id, concern.writer_id) if i}
    names = names_of(ids)
    return Told(
        concern,
        names.get(concern.about_id or 0, "") or concern.about_words,
        names.get(concern.writer_id or 0, ""),
        _state(steps),
        clock.local(concern.made),
        [
            Happened(s.get_kind_display(), names.get(s.adult_id, ""), s.words, clock.local(s.at))
            for s in steps
        ],
    )


def _state(steps: list[ConcernStep]) -> str:
    kinds = {s.kind for s in steps}
    return "closed" if Step.CLOSED in kinds else "taken" if Step.TAKEN in kinds else "new"


def who_reads() -> list[Person]:
    """The people of the safeguarding role, by name: whoever writes sees who will read it."""
    return _people(adults.holders(Role.SAFEGUARDING))


def who_it_may_be_about(student: int | None) -> list[Person]:
    """Adults from whom a concern can be kept: those around the student, and those who would read it."""
    ids = adults.holders(Role.SAFEGUARDING)
    if student is not None:
        home = home_adult_of(student)
        ids += [home.pk] if home else []
        ids += [t.pk for teachers in class_teachers_of(student).values() for t in teachers]
    return _people(ids)


def _people(ids: list[int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=ids).order_by("given_name", "family_name", "pk"))
