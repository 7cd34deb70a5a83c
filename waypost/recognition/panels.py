"""What this room offers to the pages that compose: a plain object each, and a template that draws it.

Today          {% include "recognition/parts/today_panel.html" with recognition=for_today(reads, adult) %}
Student page   {% include "recognition/parts/student_panel.html" with recognition=for_student_page(reads, person) %}
My path        {% include "recognition/parts/path_panel.html" with recognition=for_my_path(reads, person) %}
This week      {% include "recognition/parts/week_panel.html" with recognition=for_week(reads, child) %}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from .access import CELEBRATE
from .queries import Milestone, Shown, celebrations_of, milestones, not_celebrated, thanks_waiting

MOST = 3


@dataclass(frozen=True, slots=True)
class TodayPanel:
    """For an adult: who hasn't been celebrated for long (home students), and thanks that wait to be read."""

    quiet: list[Person]
    thanks: int


@dataclass(frozen=True, slots=True)
class StudentPanel:
    person: Person
    today: date
    shown: list[Shown]
    milestones: list[Milestone] = field(default_factory=list)
    may_give: bool = False
    once: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class OwnPanel:
    """For My path and This week: the latest celebrations."""

    person: Person
    today: date
    shown: list[Shown]


def for_today(reads: ReadBook, adult: int) -> TodayPanel:
    return TodayPanel(not_celebrated(reads, adult), thanks_waiting(reads))


def for_student_page(reads: ReadBook, person: Person) -> StudentPanel:
    may = CELEBRATE.open_rows(reads.who).filter(pk=person.pk).exists()
    return StudentPanel(
        person=person,
        today=clock.today(),
        shown=celebrations_of(reads, person.pk, MOST),
        milestones=milestones(reads, {person.pk: person})[:MOST] if may else [],
        may_give=may,
    )


def for_my_path(reads: ReadBook, person: Person) -> OwnPanel:
    return OwnPanel(person, clock.today(), celebrations_of(reads, person.pk, MOST))


def for_week(reads: ReadBook, child: Person) -> OwnPanel:
    return OwnPanel(child, clock.today(), celebrations_of(reads, child.pk, MOST))
