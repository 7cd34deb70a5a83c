"""What this room offers to the pages that compose: a plain object each, and a template that draws it.

    Student page   {% include "learning/parts/student_panel.html" with learning=for_student_page(reads, person) %}
    My path        {% include "learning/parts/path_panel.html" with learning=for_my_path(reads, person) %}
    This week      {% include "learning/parts/week_panel.html" with learning=for_week(reads, child) %}
    Class          {% include "learning/parts/class_panel.html" with learning=for_class(reads, klass) %}

Every row comes through this room's rules: what is private reaches the student alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from waypost.readings import queries as readings
from waypost.readings import readiness
from waypost.school import clock
from waypost.school.models import Class, Person
from waypost.trust.access import ReadBook

from .access import WRITE_WITH
from .queries.about import Given, in_a_line, supports_of
from .queries.goals import GoalView, goals_of
from .queries.groups import GroupView, TaskLine, class_now, groups_of, proposals, tasks_of_class
from .queries.plans import ChosenView, HandedView, chosen_of, tasks_of, versions_of
from .queries.work import WorkLine, work_of

MOST = 3


@dataclass(frozen=True, slots=True)
class NextPanel:
    """What is next: chosen together, within reach, to do. `look_on`: the day to look at the plan is there."""

    chosen: list[ChosenView]
    ready: list[readiness.Next]
    tasks: list[HandedView]
    words: str
    look_due: bool

    @property
    def empty(self) -> bool:
        return not (self.chosen or self.ready or self.tasks or self.words)


@dataclass(frozen=True, slots=True)
class ClassPanel:
    """For the Class page: groups that are kept, how many are proposed, what was given to do."""

    klass: Class
    today: date
    groups: list[GroupView]
    proposed: int
    tasks: list[TaskLine]


@dataclass(frozen=True, slots=True)
class StudentPanel:
    """For the Student page: what the student wants, is like, is given, has made."""

    person: Person
    today: date
    about: str  # "" where nothing is said or may be read
    goals: list[GoalView] = field(default_factory=list)
    supports: list[Given] = field(default_factory=list)
    work: list[WorkLine] = field(default_factory=list)
    next: NextPanel | None = None
    may_write: bool = False


@dataclass(frozen=True, slots=True)
class PathPanel:
    """For My path: the goal whose day comes first, its next step, and how many goals there are besides."""

    today: date
    goal: GoalView | None
    others: int
    next: NextPanel


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """For a family: goals that aren't private, what was agreed, and work that the student shows at home."""

    person: Person
    today: date
    goals: list[GoalView] = field(default_factory=list)
    supports: list[Given] = field(default_factory=list)
    work: list[WorkLine] = field(default_factory=list)
    next: NextPanel | None = None

    @property
    def empty(self) -> bool:
        return not (self.goals or self.supports or self.work or (self.next and not self.next.empty))


def for_student_page(reads: ReadBook, person: Person) -> StudentPanel:
    return StudentPanel(
        person=person,
        today=clock.today(),
        about=in_a_line(reads, person.pk),
        goals=goals_of(reads, person.pk, open_only=True)[:MOST],
        supports=_going_on(reads, person),
        work=work_of(reads, person.pk, MOST),
        next=_next(reads, person),
        may_write=WRITE_WITH.open_rows(reads.who).filter(pk=person.pk).exists(),
    )


def for_my_path(reads: ReadBook, person: Person) -> PathPanel:
    """The goals still on the way come before those that are reached."""
    goals = goals_of(reads, person.pk, open_only=True)
    goals.sort(key=lambda g: (g.goal.reached, g.version.by_when, g.goal.pk))
    return PathPanel(clock.today(), goals[0] if goals else None, max(0, len(goals) - 1), _next(reads, person))


def for_week(reads: ReadBook, child: Person) -> WeekPanel:
    return WeekPanel(
        person=child,
        today=clock.today(),
        goals=goals_of(reads, child.pk, open_only=True)[:MOST],
        supports=_going_on(reads, child),
        work=work_of(reads, child.pk, MOST),
        next=_next(reads, child),
    )


def for_class(reads: ReadBook, klass: Class) -> ClassPanel:
    now = class_now(reads, klass)
    groups = groups_of(reads, now)
    return ClassPanel(
        klass, clock.today(), groups, len(proposals(now, groups)), tasks_of_class(reads, now)[:MOST]
    )


def _next(reads: ReadBook, person: Person) -> NextPanel:
    found = readings.mastery_of(reads, [person.pk])
    ahead = readiness.next_for(reads, person.pk, found)
    versions = versions_of(reads, person.pk)
    now = versions[0] if versions else None
    chosen = chosen_of(reads, person.pk, found, ahead, live_only=True)
    taken = {c.skill.pk for c in chosen}
    ready = [n for n in ahead if n.ready == readiness.Ready.NOW and n.skill.pk not in taken]
    return NextPanel(
        chosen=chosen,
        ready=ready[:MOST],
        tasks=tasks_of(reads, person.pk, found, open_only=True)[:MOST],
        words=now.words if now else "",
        look_due=bool(now and now.look_on and now.look_on <= clock.today()),
    )


def _going_on(reads: ReadBook, person: Person) -> list[Given]:
    return [s for s in supports_of(reads, person.pk) if s.support.ended is None]
