"""What the pages about goals read, through the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from waypost.school import clock
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook

from ..access import OWN_GOAL, SEE_GOAL, WORK_ON_GOAL
from ..models import Goal, GoalVersion, Milestone, Progress
from ..models.goals import EXPECTED, LEVELS


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five levels, in words; `mark` is -2..+2."""

    number: int
    mark: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a goal's history."""

    progress: Progress
    level: str
    by: str


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal as a page shows it."""

    goal: Goal
    version: GoalVersion
    steps: list[Milestone]
    next_step: Milestone | None
    past_date: bool

    @property
    def done(self) -> int:
        return sum(s.done is not None for s in self.steps)

    @property
    def place(self) -> int:
        """Which step is next, counted from 1."""
        return self.done + 1

    @property
    def all_done(self) -> bool:
        return bool(self.steps) and self.next_step is None

    @property
    def level_words(self) -> str:
        return self.version.level_words(self.goal.level)


@dataclass(frozen=True, slots=True)
class GoalPage:
    view: GoalView
    levels: list[Level]
    history: list[Happened]
    earlier: list[tuple[GoalVersion, str]]
    set_by: str
    may_work: bool
    mine: bool


def _with_words(rows: QuerySet[Goal]) -> QuerySet[Goal]:
    return rows.prefetch_related("versions", Prefetch("milestones")).order_by("ended", "-made", "-pk")


def goals_of(reads: ReadBook, person_id: int, *, open_only: bool = False) -> list[GoalView]:
    """The goals of a student that this person may see: those going on first, newest first."""
    rows = SEE_GOAL.scoped(reads, lambda rows: _with_words(rows.filter(person_id=person_id))).read()
    found = [view_of(g) for g in rows if g.ended is None]
    return found if open_only else [*found, *(view_of(g) for g in rows if g.ended is not None)]


def view_of(goal: Goal, today: date | None = None) -> GoalView:
    version = goal.current
    steps = [m for m in goal.milestones.all() if m.dropped is None]
    next_step = next((m for m in steps if m.done is None), None)
    late = version.overdue(today or clock.today()) and not goal.reached and goal.ended is None
    return GoalView(goal, version, steps, next_step, late)


def goal_page(reads: ReadBook, pk: int) -> GoalPage:
    """One goal with its levels, steps and history. Raises Http404 where this person may not see it."""
    goal = SEE_GOAL.get(reads, pk=pk)
    view = view_of(goal)
    versions = sorted(goal.versions.all(), key=lambda v: -v.number)
    names = _names(goal, versions)
    by_number = {v.number: v for v in versions}
    history = [
        Happened(p, by_number[p.version].level_words(p.level), names.get(p.by, ""))
        for p in goal.progress.select_related("milestone").order_by("-at", "-pk")
    ]
    who = reads.who
    return GoalPage(
        view=view,
        levels=levels_of(view.version, goal.level),
        history=history,
        earlier=[(v, names.get(v.made_by, "")) for v in versions[1:]],
        set_by=names.get(goal.made_by, ""),
        may_work=WORK_ON_GOAL.rows(who).filter(pk=goal.pk).exists(),
        mine=OWN_GOAL.rows(who).filter(pk=goal.pk).exists(),
    )


def levels_of(version: GoalVersion, here: int) -> list[Level]:
    """The five levels, best first."""
    return [
        Level(n, f"{n - EXPECTED:+d}".replace("+0", "0").replace("-", "\N{MINUS SIGN}"),
              version.level_words(n), n == here)
        for n in reversed(LEVELS)
    ]  # fmt: skip


def _names(goal: Goal, versions: Sequence[GoalVersion]) -> dict[int, str]:
    ids = {goal.made_by, *(v.made_by for v in versions), *goal.progress.values_list("by", flat=True)}
    return names_of(ids)
