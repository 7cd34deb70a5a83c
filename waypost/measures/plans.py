"""What the student planned with own goals: by when, and how many of the steps are done. For "off pace"; no reading of its own
beyond how many such plans there are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .context import Context
from .events import Events, Flag, Kind
from .protocol import About, Proof
from .reading import WHOLE_STUDENT, Reading
from .settings import setting

FULL = 10_000  # all steps done


@dataclass(frozen=True, slots=True)
class PlanSettings:
    kept: int = setting(64, "Goals whose plan is kept, the ones with the latest changes.")


@dataclass(frozen=True, slots=True)
class Plan:
    """A goal as it was last planned."""

    due: int  # ordinal day
    share: int  # of the steps that are done, 0..10000; -1: no steps
    day: int  # of the latest change


@dataclass(slots=True)
class GoalPlans:
    open: dict[int, Plan] = field(default_factory=dict)  # by activity, in order of the latest change


class Plans:
    """Own goals with a day and steps."""

    about = About(
        name="goal_plans",
        title="Steps of own goals",
        question="How far along the own steps is this student, for goals that have a day?",
        goes_in="The day of each own goal that is not private, and how many of its steps are done. Never what it says.",
        how="We count the goals that are under way and have a day, and how many of them have at least half of their steps done.",
        formula="share of goals under way, with steps, that have at least half of their steps done",
        how_sure="It is a count of what the student ticked off, so there is no interval.",
        not_for="Comparing students or teachers: small and large steps count the same.",
        estimand="share of this student's own goals under way with at least half of their steps done",
        proof=Proof.IDENTITY,
        sources=("Waypost's own choice, Personal goals.",),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states={
            "not_enough": "No goal under way has steps.",
            "under_way": "There are goals under way with steps.",
        },
    )

    def __init__(self, settings: PlanSettings | None = None) -> None:
        self.settings = settings or PlanSettings()

    def init(self) -> GoalPlans:
        return GoalPlans()

    def step(self, state: GoalPlans, events: Events) -> GoalPlans:
        dated = (events.day > 0) & (events.flags & Flag.UNDATED == 0)
        for i in np.flatnonzero(dated & (events.kind == Kind.GOAL_PLAN)):
            goal = int(events.activity[i])
            state.open.pop(goal, None)
            under_way = events.success[i] != 0 and events.duration[i] > 0
            if under_way:
                state.open[goal] = Plan(int(events.duration[i]), int(events.score[i]), int(events.day[i]))
            if len(state.open) > self.settings.kept:
                del state.open[next(iter(state.open))]
        return state

    def read(self, state: GoalPlans, context: Context) -> list[Reading]:
        """One reading of the whole student."""
        steps = [plan for plan in state.open.values() if plan.share >= 0]
        half = sum(2 * plan.share >= FULL for plan in steps)
        return [
            Reading(
                measure=self.about.name,
                subject=WHOLE_STUDENT,
                value=half / len(steps) if steps else None,
                low=None,
                high=None,
                n=len(steps),
                as_of=context.today,
                state="under_way" if steps else "not_enough",
                detail={"next_due": min((p.due for p in steps if p.due >= context.today), default=None)},
            )
        ]

    def pack(self, state: GoalPlans) -> bytes:
        rows = [(goal, plan.due, plan.share, plan.day) for goal, plan in state.open.items()]
        return np.array(rows, "<i8").tobytes()

    def unpack(self, data: bytes) -> GoalPlans:
        rows = np.frombuffer(data, "<i8").reshape(-1, 4).tolist()
        return GoalPlans({goal: Plan(due, share, day) for goal, due, share, day in rows})
