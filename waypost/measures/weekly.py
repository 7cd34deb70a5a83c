"""Raw outcomes week by week, fresh from the events and never a model's reading: what "did it help?" looks at.

A week is left out where it can say nothing: no school, the student away, a tool silent, nothing tried or shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import tries
from .context import Context, Gap
from .engagement.exposure import without_gaps
from .engagement.fold import IS_TRACE
from .events import Events, Flag, Kind

FIRST_TRIES, DAYS_WORKED, PULSE = "first_tries", "days_worked", "pulse"

WEEK = 7
FEWEST_DAYS = 2  # days here, for a week to tell how many of them were worked on
SOURCE_SHARE = (
    0.1  # as in engagement: a silent tool matters if this share of the days worked had traces from it
)
ALL = tries.TriesSettings(daily_most=2**31 - 1)  # every first try, however many on a day

Days = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Point:
    """One week: its Monday (ordinal), the value, and on how much it rests (tries, days here, pulses)."""

    week: int
    value: float
    n: int


def weekly(events: Events, context: Context, outcome: str, first: int, last: int) -> list[Point]:
    """The points of all weeks with work days from `first` to `last` (ordinals, both included), oldest first.

    first_tries: share right of first tries (the first answer to an item on a day, without a hint; the same item
    again after 7 days). days_worked: days with a trace, for a week of five days here. pulse: mean of the pulses.
    Raises KeyError for an outcome of another name.
    """
    last = min(last, context.today)
    return _OUTCOMES[outcome](events, context, first, last)


def monday_of(day: int) -> int:
    """The ordinal of the Monday of a day's week.

    >>> from datetime import date
    >>> date.fromordinal(monday_of(date(2026, 11, 22).toordinal())).isoformat()
    '2026-11-16'
    """
    return day - (day - 1) % WEEK


def _first_tries(events: Events, context: Context, first: int, last: int) -> list[Point]:
    """Of all answers, whatever skill they count for; a week with holidays counts its tries."""
    since = first - ALL.item_days  # earlier tries of an item no longer matter
    part = _dated(events, since, last)
    whole = replace(
        part,
        skill_start=np.arange(len(part) + 1, dtype=np.int32),
        skills=np.ones(len(part), np.int32),
    )
    right = tries.right(whole, ALL)
    counted = tries.step(tries.Tries(), whole, right, ALL) & (part.day >= first)
    return _means(part.day[counted], right[counted].astype(float))


def _days_worked(events: Events, context: Context, first: int, last: int) -> list[Point]:
    """Only days here from the first trace on, and no day on which a tool of this student was silent."""
    trace = _is_dated(events) & IS_TRACE[events.kind]
    if not trace.any():
        return []
    begun = max(int(events.day[trace].min()), context.enrolled_since, first)
    days = without_gaps(context.days_present(begun, last), _gaps(events, trace, context))
    worked = np.isin(days, events.day[trace])
    return [
        Point(week, 5 * float(worked[mine].mean()), int(mine.sum()))
        for week in _weeks(days)
        if (mine := _in_week(days, week)).sum() >= FEWEST_DAYS
    ]


def _pulse(events: Events, context: Context, first: int, last: int) -> list[Point]:
    part = _dated(events, first, last)
    said = (part.kind == Kind.PULSE) & (part.level > 0)
    return _means(part.day[said], part.level[said].astype(float))


_OUTCOMES: dict[str, Callable[[Events, Context, int, int], list[Point]]] = {
    FIRST_TRIES: _first_tries,
    DAYS_WORKED: _days_worked,
    PULSE: _pulse,
}
OUTCOMES = tuple(_OUTCOMES)


def _gaps(events: Events, trace: NDArray[np.bool_], context: Context) -> tuple[Gap, ...]:
    """Those of the silent sources that this student's work comes from (as `exposure.matters` says)."""
    of_all = len(np.unique(events.day[trace]))
    return tuple(
        gap
        for gap in context.gaps
        if len(np.unique(events.day[trace & (events.source == gap.source)])) >= SOURCE_SHARE * of_all
    )


def _dated(events: Events, first: int, last: int) -> Events:
    low, high = np.searchsorted(events.day, [first, last + 1])
    return events[max(int(low), int(np.count_nonzero(events.day == 0))) : int(high)]


def _is_dated(events: Events) -> NDArray[np.bool_]:
    dated: NDArray[np.bool_] = (events.day > 0) & (events.flags & Flag.UNDATED == 0)
    return dated


def _weeks(days: NDArray[Any]) -> list[int]:
    return sorted({monday_of(int(day)) for day in days})


def _in_week(days: NDArray[Any], week: int) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (days >= week) & (days < week + WEEK)
    return inside


def _means(days: NDArray[np.int32], values: NDArray[np.float64]) -> list[Point]:
    return [
        Point(week, float(values[mine].mean()), int(mine.sum()))
        for week in _weeks(days)
        if (mine := _in_week(days, week)).any()
    ]
