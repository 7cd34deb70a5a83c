"""What the four facets share: the recent days beside the student's own earlier days, and the weeks for the chart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..context import Context
from ..events import Events
from ..protocol import About
from ..reading import WHOLE_STUDENT, Reading, Scalar
from . import exposure, fold
from .fold import Days
from .numbers import EngagementSettings

Numbers = NDArray[np.int64]
DayList = NDArray[np.int32]

STATES = {
    "not_enough": "There is too little dated work to say anything yet.",
    "new": "There is a value for the recent days, but not yet enough earlier days to know what is usual.",
    "as_usual": "The recent days lie within what this student's own earlier weeks looked like.",
    "below_usual": "The recent days lie below every one of this student's own earlier weeks.",
    "above_usual": "The recent days lie above every one of this student's own earlier weeks.",
    "held_back": "A source of this student's work is silent now, so nothing is compared until it is back.",
}
GOES_IN = (
    "Dated traces of work: answers, partial scores, judged work, work sessions, hints, asking for help and steps of "
    "own goals. School days on which the student was here; where attendance is not known, all school days. "
    "Work without a date, pulses and talks with adults do not go in."
)
WINDOWS = (
    "We look at the last 10 days on which the student was here and put them beside the 30 such days before, in weeks "
    "of five days. Holidays, absences and days on which a tool of this student was silent are left out: they move "
    "nothing. If the recent days lie below or above every earlier week, we say so; otherwise all is as usual."
)


class Facet(ABC):
    """One facet. A subclass says what its value is over some days, and on how much evidence it rests."""

    about: About
    settings: EngagementSettings
    rests_on = "days_worked"
    block = 0  # days in one earlier block; 0: as set

    def __init__(self, settings: EngagementSettings | None = None) -> None:
        self.settings = settings or EngagementSettings()

    @abstractmethod
    def value(self, rows: Numbers, days: DayList) -> float | None:
        """The facet over some days (rows as kept by the fold, one a day); None where nothing can be said."""

    @abstractmethod
    def evidence(self, rows: Numbers) -> int:
        """How many pieces of evidence the value over these days rests on."""

    def detail(self, rows: Numbers, days: DayList) -> dict[str, Scalar]:
        """What else a page may show about the recent days."""
        return {}

    def init(self) -> Days:
        return Days.new()

    def step(self, state: Days, events: Events) -> Days:
        return fold.step(state, events, self.settings)

    def pack(self, state: Days) -> bytes:
        return fold.pack(state)

    def unpack(self, data: bytes) -> Days:
        return fold.unpack(data)

    def read(self, state: Days, context: Context) -> list[Reading]:
        """One reading of the whole student; "not enough" where no dated work is known."""
        state = self._settled(state, context)
        days = exposure.counted_days(state, context, self.settings.source_share)
        recent = days[-self.settings.recent_days :]
        rows = state.of(recent)
        full = len(recent) == self.settings.recent_days
        value = self.value(rows, recent) if full else None
        detail: dict[str, Scalar] = {"days": len(recent), "attendance_known": context.attendance_known}
        verdict = "not_enough"
        if value is not None:
            usual = self._usual(state, days[: -self.settings.recent_days])
            detail |= {"since": int(recent[0]), **usual, **self.detail(rows, recent)}
            gaps = exposure.relevant_gaps(state, context, self.settings.source_share)
            verdict = self._compare(value, usual, silent=exposure.open_gap(gaps, context.today) is not None)
        return [
            Reading(
                measure=self.about.name,
                subject=WHOLE_STUDENT,
                value=value,
                low=None,
                high=None,
                n=self.evidence(rows),
                as_of=context.today,
                state=verdict,
                detail=detail,
                series=self._weeks(state, days, context.today),
            )
        ]

    def _usual(self, state: Days, earlier: DayList) -> dict[str, Scalar]:
        """The value over the earlier days, and the lowest and highest of its blocks; None without a habit."""
        earlier = earlier[-self.settings.earlier_days :]
        size = self.block or self.settings.block_days
        starts = range(len(earlier) % size, len(earlier) + 1, size)
        parts = [earlier[a:b] for a, b in pairwise(starts)]
        found = [v for v in (self.value(state.of(part), part) for part in parts) if v is not None]
        if len(found) < min(self.settings.blocks_needed, self.settings.earlier_days // size):
            return {"usual": None, "usual_low": None, "usual_high": None}
        usual = sum(found) / len(found)
        return {"usual": usual, "usual_low": min(found), "usual_high": max(found)}

    @staticmethod
    def _compare(value: float, usual: dict[str, Scalar], *, silent: bool) -> str:
        low, high = usual["usual_low"], usual["usual_high"]
        if silent:
            return "held_back"
        if not isinstance(low, float) or not isinstance(high, float):
            return "new"
        return "below_usual" if value < low else "above_usual" if value > high else "as_usual"

    def _weeks(self, state: Days, days: DayList, today: int) -> tuple[tuple[int, float], ...]:
        """(Monday, value) of the last weeks; a week with fewer than two days that count is left out."""
        span = 7 * max(1, (self.block or 5) // 5)
        this_monday = today - (today - 1) % 7
        weeks = []
        for monday in range(this_monday - 7 * (self.settings.series_weeks - 1), this_monday + 1, 7):
            last = monday + 6
            part = days[np.searchsorted(days, last - span + 1) : np.searchsorted(days, last, side="right")]
            value = self.value(state.of(part), part) if len(part) >= 2 else None
            if value is not None:
                weeks.append((int(monday), value))
        return tuple(weeks)

    @staticmethod
    def _settled(state: Days, context: Context) -> Days:
        """An error that was the last trace of an earlier day: nothing followed that day."""
        day = int(state.marks[fold.ERROR_DAY])
        if not day or day >= context.today:
            return state
        rows = state.rows.copy()
        rows[day % fold.HORIZON, fold.ERRORS] += 1
        return Days(rows, state.marks, state.sources)
