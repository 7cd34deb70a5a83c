"""What the pages about goals read, through the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString

from waypost.readings import queries as readings
from waypost.school import clock
from waypost.school.queries import names_of
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook
from waypost.web.links import foreign
from waypost.web.shapes import state_word

from ..access import OWN_GOAL, SEE_GOAL, SEE_PIECE, WORK_ON_GOAL
from ..models import Goal, GoalVersion, Milestone, Piece, Progress, Shows
from ..models.goals import EXPECTED, LEVELS

MOST_WORK = 12


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
class ShownView:
    """Something beside a goal that shows it comes closer. `piece` None: none, or not shown to who asks."""

    row: Shows
    link: SafeString | str
    piece: Piece | None
    skill: Skill | None
    by: str


@dataclass(frozen=True, slots=True)
class GoalPage:
    view: GoalView
    levels: list[Level]
    history: list[Happened]
    earlier: list[tuple[GoalVersion, str]]
    set_by: str
    may_work: bool
    mine: bool
    shows: list[ShownView] = field(default_factory=list)


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
        may_work=WORK_ON_GOAL.open_rows(who).filter(pk=goal.pk).exists(),
        mine=OWN_GOAL.rows(who).filter(pk=goal.pk).exists(),
        shows=_shows(reads, goal),
    )


def _shows(reads: ReadBook, goal: Goal) -> list[ShownView]:
    rows = list(goal.shows.all())
    pieces = {
        p.pk: p for p in SEE_PIECE.rows(reads.who).filter(pk__in=[r.piece_id for r in rows if r.piece_id])
    }
    skills = Skill.objects.in_bulk([r.skill_id for r in rows if r.skill_id])
    names = names_of({r.by for r in rows})
    return [
        ShownView(
            row=r,
            link=foreign(r.link) if r.link else "",
            piece=pieces.get(r.piece_id or 0),
            skill=skills.get(r.skill_id or 0),
            by=names.get(r.by, ""),
        )
        for r in rows
    ]


def to_show(reads: ReadBook, person_id: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What may be put beside a goal: the student's latest work, and skills with their states, as the asker sees them."""
    work = SEE_PIECE.scoped(
        reads, lambda rows: rows.filter(person_id=person_id).order_by("-made", "-pk")[:MOST_WORK]
    ).listed()
    known = [r for r in readings.mastery_of(reads, [person_id]) if r.state != "not_enough"]
    skills = Skill.objects.in_bulk([r.subject for r in known])
    named = [
        (r.subject, f"{skills[r.subject].title} ({state_word(r.state)})")
        for r in known
        if r.subject in skills
    ]
    return [(p.pk, p.title) for p in work], sorted(named, key=lambda pair: pair[1])


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
