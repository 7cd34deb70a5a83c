"""What the four facets share: the recent days beside the student's own earlier days, and the weeks for the chart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
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
Weeks = tuple[tuple[int, float], ...]

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


@dataclass(frozen=True, slots=True)
class Seen:
    """What all facets look at."""

    rows: Numbers  # one row a day, as kept by the fold
    days: DayList  # the days that count, sorted
    silent: bool  # is a source of this student's work silent now


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
        return self.tell(self.look(state, context), context)

    def look(self, state: Days, context: Context) -> Seen | None:
        """The days that count, the same for all facets; None where no dated work is known."""
        if not state.first_day:
            return None
        gaps = exposure.relevant_gaps(state, context, self.settings.source_share)
        days = exposure.without_gaps(exposure.present_days(state, context), gaps)
        rows = self._settled(state, context).of(days)
        return Seen(rows, days, silent=exposure.open_gap(gaps, context.today) is not None)

    def tell(self, look: Seen | None, context: Context) -> list[Reading]:
        if look is None:
            return [self._reading(context, None, 0, "not_enough", {}, ())]
        rows, days = look.rows, look.days
        now, rows_now = days[-self.settings.recent_days :], rows[-self.settings.recent_days :]
        value = self.value(rows_now, now) if len(now) == self.settings.recent_days else None
        detail: dict[str, Scalar] = {"days": len(now), "attendance_known": context.attendance_known}
        verdict = "not_enough"
        if value is not None:
            earlier = slice(
                -self.settings.recent_days - self.settings.earlier_days, -self.settings.recent_days
            )
            usual = self._usual(rows[earlier], days[earlier])
            detail |= {"since": int(now[0]), **usual, **self.detail(rows_now, now)}
            verdict = self._compare(value, usual, silent=look.silent)
        weeks = self._weeks(rows, days, context.today)
        return [self._reading(context, value, self.evidence(rows_now), verdict, detail, weeks)]

    def _reading(
        self,
        context: Context,
        value: float | None,
        n: int,
        state: str,
        detail: dict[str, Scalar],
        weeks: Weeks,
    ) -> Reading:
        return Reading(
            measure=self.about.name,
            subject=WHOLE_STUDENT,
            value=value,
            low=None,
            high=None,
            n=n,
            as_of=context.today,
            state=state,
            detail=detail,
            series=weeks,
        )

    def _usual(self, rows: Numbers, days: DayList) -> dict[str, Scalar]:
        """The mean over the blocks of the earlier days, the lowest and the highest; None without a habit."""
        size = self.block or self.settings.block_days
        starts = range(len(days) % size, len(days) + 1, size)
        values = (self.value(rows[a:b], days[a:b]) for a, b in pairwise(starts))
        found = [v for v in values if v is not None]
        if len(found) < min(self.settings.blocks_needed, self.settings.earlier_days // size):
            return {"usual": None, "usual_low": None, "usual_high": None}
        return {"usual": sum(found) / len(found), "usual_low": min(found), "usual_high": max(found)}

    @staticmethod
    def _compare(value: float, usual: dict[str, Scalar], *, silent: bool) -> str:
        low, high = usual["usual_low"], usual["usual_high"]
        if silent:
            return "held_back"
        if not isinstance(low, float) or not isinstance(high, float):
            return "new"
        return "below_usual" if value < low else "above_usual" if value > high else "as_usual"

    def _weeks(self, rows: Numbers, days: DayList, today: int) -> Weeks:
        """(Monday, value) of the last weeks; a week with fewer than two days that count is left out."""
        span = 7 * max(1, self.block // 5)
        this_monday = today - (today - 1) % 7
        mondays = np.arange(this_monday - 7 * (self.settings.series_weeks - 1), this_monday + 1, 7)
        first = np.searchsorted(days, mondays + 7 - span).tolist()
        last = np.searchsorted(days, mondays + 6, side="right").tolist()
        values = [
            (monday, self.value(rows[a:b], days[a:b]))
            for monday, a, b in zip(mondays.tolist(), first, last, strict=True)
            if b - a >= 2 and days[b - 1] >= monday
        ]
        return tuple((monday, value) for monday, value in values if value is not None)

    @staticmethod
    def _settled(state: Days, context: Context) -> Days:
        """An error that was the last trace of an earlier day: nothing followed that day."""
        day = int(state.marks[fold.ERROR_DAY])
        if not day or day >= context.today:
            return state
        rows = state.rows.copy()
        rows[day % fold.HORIZON, fold.ERRORS] += 1
        return Days(rows, state.marks, state.sources)
