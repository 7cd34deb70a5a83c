"""How far are this student's own goals? Goal by goal; the reading only counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .context import Context
from .events import Events, Flag, Kind
from .protocol import About, Proof
from .reading import WHOLE_STUDENT, Reading
from .settings import setting
from .terms import half_terms

KIRESUK = "Kiresuk, T. J., & Sherman, R. E. (1968). Goal attainment scaling. Community Mental Health Journal, 4(6), 443-453."
NOT_YET = 0  # the day of a goal that is still to be reached


@dataclass(frozen=True, slots=True)
class GoalSettings:
    expected_level: int = setting(
        3, "The stored level that means: I am where I expected to be (0 on the scale).", KIRESUK
    )
    goals_kept: int = setting(64, "Goals that are kept, the ones with the latest steps.")


@dataclass(frozen=True, slots=True)
class Goal:
    level: int  # 1..5, -2..+2 on the scale
    day: int  # of the latest step
    reached: int  # the day it first came to the expected level, NOT_YET before


@dataclass(slots=True)
class OwnGoals:
    goals: dict[int, Goal] = field(default_factory=dict)  # by activity, in order of the latest step


class Goals:
    """Own goals with steps, and how many are where the student expected to be."""

    about = About(
        name="goals",
        title="Own goals",
        question="Which of the goals that this student set have been reached?",
        goes_in="Dated steps of own goals, each with a level from -2 to +2; what the goal says stays in the room.",
        how=(
            "A goal is reached on the day it first comes to level 0, which is what the student expected. Going back "
            "later takes nothing away. The value counts the goals reached in this half-term."
        ),
        formula="number of goals whose first day at level 0 or better lies in this half-term",
        how_sure="The levels are what the student and an adult agreed on, so there is no interval.",
        not_for="Comparing students or teachers: easy and brave goals count the same. Not reached means not yet.",
        estimand="own goals that first came to level 0 or better in this half-term",
        proof=Proof.IDENTITY,
        sources=(KIRESUK,),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states={
            "not_enough": "No goal has a dated step yet.",
            "under_way": "There are goals with steps; none was reached in this half-term yet.",
            "reached": "At least one goal was reached in this half-term.",
        },
    )

    def __init__(self, settings: GoalSettings | None = None) -> None:
        self.settings = settings or GoalSettings()

    def init(self) -> OwnGoals:
        return OwnGoals()

    def step(self, state: OwnGoals, events: Events) -> OwnGoals:
        dated = (events.day > 0) & (events.flags & Flag.UNDATED == 0)
        for i in np.flatnonzero(dated & (events.kind == Kind.GOAL) & (events.level > 0)):
            goal, level, day = int(events.activity[i]), int(events.level[i]), int(events.day[i])
            before = state.goals.pop(goal, None)
            reached = before.reached if before else NOT_YET
            if not reached and level >= self.settings.expected_level:
                reached = day
            state.goals[goal] = Goal(level, day, reached)
            if len(state.goals) > self.settings.goals_kept:
                del state.goals[next(iter(state.goals))]
        return state

    def read(self, state: OwnGoals, context: Context) -> list[Reading]:
        """One reading of the whole student."""
        first, last = half_terms(context)[0]
        reached = sum(first <= goal.reached <= last for goal in state.goals.values())
        known = len(state.goals)
        return [
            Reading(
                measure=self.about.name,
                subject=WHOLE_STUDENT,
                value=float(reached) if known else None,
                low=None,
                high=None,
                n=known,
                as_of=context.today,
                state="reached" if reached else "under_way" if known else "not_enough",
                detail={
                    "goals": known,
                    "reached_ever": sum(goal.reached != NOT_YET for goal in state.goals.values()),
                    "last_step": max((goal.day for goal in state.goals.values()), default=None),
                },
            )
        ]

    def pack(self, state: OwnGoals) -> bytes:
        rows = [(key, goal.level, goal.day, goal.reached) for key, goal in state.goals.items()]
        return np.array(rows, "<i8").tobytes()

    def unpack(self, data: bytes) -> OwnGoals:
        rows = np.frombuffer(data, "<i8").reshape(-1, 4).tolist()
        return OwnGoals({key: Goal(level, day, reached) for key, level, day, reached in rows})
