"""What this room offers to the pages that compose: a plain object each, and a template that draws it.

    Student page   {% include "learning/parts/student_panel.html" with learning=for_student_page(reads, person) %}
    My path        {% include "learning/parts/path_panel.html" with learning=for_my_path(reads, person) %}
    This week      {% include "learning/parts/week_panel.html" with learning=for_week(reads, child) %}

Every row comes through this room's rules: what is private reaches the student alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from .access import WRITE_WITH
from .queries.about import Given, in_a_line, supports_of
from .queries.goals import GoalView, goals_of
from .queries.work import WorkLine, work_of

MOST = 3


@dataclass(frozen=True, slots=True)
class StudentPanel:
    """For the Student page: what the student wants, is like, is given, has made."""

    person: Person
    today: date
    about: str  # "" where nothing is said or may be read
    goals: list[GoalView] = field(default_factory=list)
    supports: list[Given] = field(default_factory=list)
    work: list[WorkLine] = field(default_factory=list)
    may_write: bool = False


@dataclass(frozen=True, slots=True)
class PathPanel:
    """For My path: the goal whose day comes first, its next step, and how many goals there are besides."""

    today: date
    goal: GoalView | None
    others: int


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """For a family: goals that aren't private, what was agreed, and work that the student shows at home."""

    person: Person
    today: date
    goals: list[GoalView] = field(default_factory=list)
    supports: list[Given] = field(default_factory=list)
    work: list[WorkLine] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.goals or self.supports or self.work)


def for_student_page(reads: ReadBook, person: Person) -> StudentPanel:
    return StudentPanel(
        person=person,
        today=clock.today(),
        about=in_a_line(reads, person.pk),
        goals=goals_of(reads, person.pk, open_only=True)[:MOST],
        supports=_going_on(reads, person),
        work=work_of(reads, person.pk, MOST),
        may_write=WRITE_WITH.rows(reads.who).filter(pk=person.pk).exists(),
    )


def for_my_path(reads: ReadBook, person: Person) -> PathPanel:
    """The goals still on the way come before those that are reached."""
    goals = goals_of(reads, person.pk, open_only=True)
    goals.sort(key=lambda g: (g.goal.reached, g.version.by_when, g.goal.pk))
    return PathPanel(clock.today(), goals[0] if goals else None, max(0, len(goals) - 1))


def for_week(reads: ReadBook, child: Person) -> WeekPanel:
    return WeekPanel(
        person=child,
        today=clock.today(),
        goals=goals_of(reads, child.pk, open_only=True)[:MOST],
        supports=_going_on(reads, child),
        work=work_of(reads, child.pk, MOST),
    )


def _going_on(reads: ReadBook, person: Person) -> list[Given]:
    return [s for s in supports_of(reads, person.pk) if s.support.ended is None]
