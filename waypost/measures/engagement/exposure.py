"""On which days could this student have left a trace? Only those days count.

A school day counts when the student was here (as far as is known), after the first trace and the first school day,
and when no source that matters to this student was silent. So a holiday, an absence or a failed source moves no
figure; it only makes us look further back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..context import Context, Gap
from .fold import HORIZON, SOURCES, Days


def matters(state: Days, source: int, share: float) -> bool:
    """Does this student's work come from the source: on at least `share` of the days worked?"""
    slots = np.flatnonzero(state.sources[0] == source)
    days = state.days_with_traces()
    if not len(slots) or not len(days):
        return False
    with_source = (state.of(days)[:, SOURCES] >> int(slots[0])) & 1
    return bool(with_source.mean() >= share)


def relevant_gaps(state: Days, context: Context, share: float) -> tuple[Gap, ...]:
    """The gaps of those sources only that this student's work comes from."""
    return tuple(gap for gap in context.gaps if matters(state, gap.source, share))


def open_gap(gaps: tuple[Gap, ...], today: int) -> Gap | None:
    """The gap that lasts today, the earliest if there are several."""
    lasting = [g for g in gaps if g.since <= today and (g.until is None or g.until >= today)]
    return min(lasting, key=lambda g: (g.since, g.source)) if lasting else None


def present_days(state: Days, context: Context) -> NDArray[np.int32]:
    """School days up to today on which the student was here, from the first trace on. Sorted.

    Days that the fold no longer keeps are not there: nobody knows about them.
    """
    if not state.first_day:
        return np.zeros(0, np.int32)
    first = max(state.first_day, context.enrolled_since, state.last_day - HORIZON + 1)
    return context.days_present(first, context.today)


def without_gaps(days: NDArray[np.int32], gaps: tuple[Gap, ...]) -> NDArray[np.int32]:
    keep = np.ones(len(days), np.bool_)
    for gap in gaps:
        until = gap.until if gap.until is not None else np.iinfo(np.int32).max
        keep &= (days < gap.since) | (days > until)
    return days[keep]


def counted_days(state: Days, context: Context, share: float) -> NDArray[np.int32]:
    """The days that count, sorted, the latest last."""
    return without_gaps(present_days(state, context), relevant_gaps(state, context, share))
