"""Off pace: a goal of their own's day comes near, and less than half of its steps are done."""

from __future__ import annotations

from dataclasses import dataclass

from ..context import Context
from ..plans import FULL, GoalPlans, Plan
from ..protocol import Position, SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT, Reason
from ..settings import setting
from .codes import because
from .shared import away_now

PINNED = "Waypost's own choice, In time: off pace"


@dataclass(frozen=True, slots=True)
class OffPaceSettings:
    near: int = setting(10, "The goal's day is at most so many school days away.", PINNED, low=3, high=20)
    share: float = setting(0.5, "Less than this share of its steps are done.", PINNED, low=0.1, high=0.9)
    kept_days: int = setting(10, "It ends by itself so many school days after the goal's day.")


class OffPace:
    """Raised for the whole student; each goal is a reason. The student sees it first."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="off_pace",
        title="Off pace on a goal of their own",
        question="Does the day of a goal of their own come near while most of its steps are still to be done?",
        rule=(
            "The day that the student set is at most 10 school days away, and less than half of the steps are done. The "
            "student sees it first; an adult sees it when it has stood for 5 school days. While the student is away, "
            "in a holiday and while a tool is silent it waits."
        ),
        clears="Half of the steps are done, or the goal has another day or was put aside, or its day was 10 school days ago.",
        not_for="Marks or blame. The goal is the student's own, and another day is a good answer.",
        owner="home adult",
        good_news=False,
        private=False,
        sources=(PINNED,),
        rank=45,
        student_first=5,
    )

    def __init__(self, settings: OffPaceSettings | None = None) -> None:
        self.settings = settings or OffPaceSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict."""
        state: GoalPlans | None = view.states.get("goal_plans")
        if state is None:
            return []
        context = view.context
        found = {
            goal: (plan, position)
            for goal, plan in state.open.items()
            if (position := self._position(plan, context))
        }
        if not found:
            return []
        reasons = tuple(
            because("off_pace", goal=goal, due=plan.due, share=plan.share / FULL)
            for goal, (plan, _) in sorted(found.items(), key=lambda item: (item[1][0].due, item[0]))
        )
        near: Position = "raise" if any(p == "raise" for _, p in found.values()) else "hold"
        held = self._held_back(context)
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position="suspend" if held else near,
                reasons=(held, *reasons) if held else reasons,
                clears=because("clears_steps"),
                next_step=because("next_look_at_goal"),
                inputs={"goals": len(found), "due": min(plan.due for plan, _ in found.values())},
            )
        ]

    def _position(self, plan: Plan, context: Context) -> Position | None:
        if plan.share < 0 or plan.share >= self.settings.share * FULL:
            return None
        if plan.due < context.today:
            late = context.school_days_since(plan.due)
            return "hold" if late <= self.settings.kept_days else None
        left = len(context.days_between(context.today + 1, plan.due))
        return "raise" if left <= self.settings.near else None

    def _held_back(self, context: Context) -> Reason | None:
        away = away_now(context)
        if away:
            return away
        silent = [
            g
            for g in context.gaps
            if g.since <= context.today and (g.until is None or g.until >= context.today)
        ]
        if not silent:
            return None
        first = min(silent, key=lambda g: (g.since, g.source))
        return because("source_silent", source=first.source, since=first.since, until=first.until)
