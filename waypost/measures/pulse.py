"""How does this student say it goes? Own shared pulses over the weeks, beside the student's own median."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

import numpy as np

from .context import Context
from .events import Events, Flag, Kind
from .protocol import About, Proof
from .reading import WHOLE_STUDENT, Reading
from .settings import setting
from .weekly import monday_of

PINNED = "Waypost's own choice, Pulse"
FREDRICKS = (
    "Fredricks, J. A., Blumenfeld, P. C., & Paris, A. H. (2004). School engagement: Potential of the concept, state "
    "of the evidence. Review of Educational Research, 74(1), 59-109."
)


@dataclass(frozen=True, slots=True)
class PulseSettings:
    kept: int = setting(60, "Shared pulses that are kept, the latest ones: more than a school year.")
    latest: int = setting(3, "Pulses that are looked at as how it goes now.", PINNED)
    earlier: int = setting(3, "Earlier pulses that must be known before they are what is usual.")
    weeks: int = setting(20, "Weeks of the chart.")


@dataclass(frozen=True, slots=True)
class Said:
    """One shared pulse."""

    day: int
    level: int  # 1..5
    adult: int  # identifier of the one adult with whom it was shared
    shared_device: bool  # said on a shared tablet: it may have been somebody else


@dataclass(slots=True)
class Pulses:
    said: list[Said] = field(default_factory=list)  # in order, the latest last

    def with_adult(self, adult: int) -> list[Said]:
        return [s for s in self.said if s.adult == adult]


class Pulse:
    """The emotional facet of engagement, as the student shared it. Only the student reads it whole."""

    about = About(
        name="pulse",
        title="How it goes, as you said",
        question="How does this student say it goes, beside what is usual for this student?",
        goes_in=(
            "Weekly pulses that the student shared with an adult, from 1 (not good) to 5 (great). A pulse that is only "
            "for oneself does not go in, and not answering says nothing."
        ),
        how=(
            "We take the median of the last three shared pulses and put it beside the median of the shared ones before. "
            "The chart shows the mean of each week; a week without a shared pulse is left out."
        ),
        formula="median of the last 3 shared pulses; usual: median of the shared pulses before them",
        how_sure="It is what the student said, so there is no interval. Few pulses say little.",
        not_for=(
            "Marks, comparing students or classes, guessing at moods. The student alone reads it whole; an adult reads "
            "only the pulses shared with that adult."
        ),
        estimand="the median level of the latest three pulses that this student shared",
        proof=Proof.IDENTITY,
        sources=(FREDRICKS,),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states={
            "not_enough": "Fewer than three pulses were shared.",
            "new": "There are shared pulses, but not yet enough earlier ones to know what is usual.",
            "as_usual": "The last three lie where they usually do.",
            "below_usual": "The last three lie at least one step below what is usual.",
            "above_usual": "The last three lie at least one step above what is usual.",
        },
    )

    def __init__(self, settings: PulseSettings | None = None) -> None:
        self.settings = settings or PulseSettings()

    def init(self) -> Pulses:
        return Pulses()

    def step(self, state: Pulses, events: Events) -> Pulses:
        dated = (events.day > 0) & (events.flags & Flag.UNDATED == 0)
        shared = dated & (events.kind == Kind.PULSE) & (events.level > 0) & (events.actor > 0)
        fresh = [
            Said(
                int(events.day[i]),
                int(events.level[i]),
                int(events.actor[i]),
                bool(events.flags[i] & Flag.SHARED_DEVICE),
            )
            for i in np.flatnonzero(shared)
        ]
        if fresh:
            state.said = [*state.said, *fresh][-self.settings.kept :]
        return state

    def read(self, state: Pulses, context: Context) -> list[Reading]:
        """One reading of the whole student; value 1..5."""
        levels = [s.level for s in state.said]
        now, before = levels[-self.settings.latest :], levels[: -self.settings.latest]
        value = float(median(now)) if len(now) == self.settings.latest else None
        usual = float(median(before)) if len(before) >= self.settings.earlier else None
        return [
            Reading(
                measure=self.about.name,
                subject=WHOLE_STUDENT,
                value=value,
                low=None,
                high=None,
                n=len(levels),
                as_of=context.today,
                state=_state(value, usual),
                detail={"usual": usual, "last_day": state.said[-1].day if state.said else None},
                series=self._weeks(state, context),
            )
        ]

    def _weeks(self, state: Pulses, context: Context) -> tuple[tuple[int, float], ...]:
        first = monday_of(context.today) - 7 * (self.settings.weeks - 1)
        by_week: dict[int, list[int]] = {}
        for said in state.said:
            by_week.setdefault(monday_of(said.day), []).append(said.level)
        return tuple(
            (week, sum(levels) / len(levels)) for week, levels in sorted(by_week.items()) if week >= first
        )

    def pack(self, state: Pulses) -> bytes:
        rows = [(s.day, s.level, s.adult, int(s.shared_device)) for s in state.said]
        return np.array(rows, "<i8").tobytes()

    def unpack(self, data: bytes) -> Pulses:
        rows = np.frombuffer(data, "<i8").reshape(-1, 4).tolist()
        return Pulses([Said(day, level, adult, bool(shared)) for day, level, adult, shared in rows])


def _state(value: float | None, usual: float | None) -> str:
    if value is None:
        return "not_enough"
    if usual is None:
        return "new"
    return "below_usual" if value <= usual - 1 else "above_usual" if value >= usual + 1 else "as_usual"
