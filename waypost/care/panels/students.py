"""What the Student page and My path show of this room.

Student page   {% include "care/parts/student_panel.html" with care=for_student_page(reads, person) %}
My path        {% include "care/parts/path_panel.html" with care=for_my_path(reads, person) %}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from ..access import OWN_JOTTING, SEE_NOTE
from ..queries import checkins as check_ins
from ..queries import family, interventions
from ..queries.checkins import Line
from ..queries.family import Wish, Word
from ..queries.interventions import Line as Help


@dataclass(frozen=True, slots=True)
class StudentPanel:
    """For the adults of a student: the next talk, what was shared last, what there is to read."""

    person: Person
    today: date
    next: Line | None
    last: Line | None
    notes: int
    jottings: int
    helps: list[Help]
    told: Word | None  # what the family told last, for whom it is for


@dataclass(frozen=True, slots=True)
class PathPanel:
    """For the student: when we talk next, what we shared last, goals that the family proposes."""

    today: date
    next: Line | None
    last: Line | None
    wishes: list[Wish]


def for_student_page(reads: ReadBook, person: Person) -> StudentPanel:
    return StudentPanel(
        person,
        clock.today(),
        _first(check_ins.planned_with(reads, person.pk)),
        _first(check_ins.held_with(reads, person.pk, 1)),
        SEE_NOTE.scoped(reads, lambda rows: rows.filter(person_id=person.pk)).count(),
        OWN_JOTTING.scoped(reads, lambda rows: rows.filter(person_id=person.pk)).count(),
        interventions.going_on(reads, student=person.pk),
        next(iter(family.words(reads, person.pk)), None),
    )


def for_my_path(reads: ReadBook, person: Person) -> PathPanel:
    return PathPanel(
        clock.today(),
        _first([p for p in check_ins.planned_with(reads, person.pk) if p.check_in.planned]),
        _first(check_ins.held_with(reads, person.pk, 1)),
        family.wishes(reads, person.pk, open_only=True),
    )


def _first(lines: list[Line]) -> Line | None:
    return lines[0] if lines else None
