"""The fold under the four facets: one short row a day, for the last 256 days.

Only dated traces of work count. A conversation is an adult's deed and a pulse is a voice: neither is a trace, so
that not answering a pulse never looks like silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..events import Events, Flag, Kind
from ..jit import kernel
from .numbers import EngagementSettings

HORIZON = 256  # days kept: 40 days present, with holidays and a long absence between
SLOTS = 30  # sources told apart, a bit each

HOURS, SOURCES, ACTIVE, ERRORS, WENT_ON = range(5)  # columns of a day: bits, bits, milliseconds, counts
LAST_DAY, FIRST_DAY, LAST_AT, COVERED, ERROR_AT, ERROR_DAY, TRACES = range(7)  # marks; 0: never

MINUTE = 60_000
UNDATED, RESPONSE, PARTIAL, SESSION = (
    int(Flag.UNDATED),
    int(Kind.RESPONSE),
    int(Kind.PARTIAL),
    int(Kind.SESSION),
)
#: Which kinds are traces of work, by number.
IS_TRACE = np.zeros(128, np.bool_)
IS_TRACE[[Kind.RESPONSE, Kind.PARTIAL, Kind.JUDGEMENT, Kind.SESSION, Kind.HELP, Kind.HINT, Kind.GOAL]] = True

_DAY = np.dtype(
    [
        ("day", "<i4"),
        ("hours", "<i4"),
        ("sources", "<i4"),
        ("active", "<i4"),
        ("errors", "<u2"),
        ("went_on", "<u2"),
    ]
)


@dataclass(slots=True)
class Days:
    """What is kept of one student. Day d stands in `rows[d % HORIZON]`; days without a trace are zeros."""

    rows: NDArray[np.int64]  # (HORIZON, 5)
    marks: NDArray[np.int64]  # (7,)
    sources: NDArray[np.int64]  # (2, SLOTS): id (-1: free) and last day of each source's bit

    @staticmethod
    def new() -> Days:
        sources = np.zeros((2, SLOTS), np.int64)
        sources[0] = -1
        return Days(np.zeros((HORIZON, 5), np.int64), np.zeros(7, np.int64), sources)

    @property
    def first_day(self) -> int:
        return int(self.marks[FIRST_DAY])

    @property
    def last_day(self) -> int:
        return int(self.marks[LAST_DAY])

    def of(self, days: NDArray[np.int32]) -> NDArray[np.int64]:
        """The rows of some days, (len(days), 5); zeros where nothing was done or the day is no longer kept."""
        known = (days <= self.last_day) & (days > self.last_day - HORIZON)
        return np.where(known[:, None], self.rows[days % HORIZON], 0)

    def days_with_traces(self) -> NDArray[np.int32]:
        """Every kept day with a trace, in order."""
        days = np.arange(self.last_day - HORIZON + 1, self.last_day + 1, dtype=np.int32)
        return days[self.rows[days % HORIZON, HOURS] != 0]


def step(state: Days, events: Events, settings: EngagementSettings) -> Days:
    """Fold a run of events into the state, in place."""
    limits = np.array(
        [
            settings.session_gap_minutes,
            settings.gap_credit_minutes,
            settings.answer_cap_minutes,
            settings.session_cap_minutes,
        ],
        np.int64,
    )
    _fold(
        state.rows,
        state.marks,
        state.sources,
        limits * MINUTE,
        IS_TRACE,
        events.at,
        events.day,
        events.minute,
        events.kind,
        events.source,
        events.success,
        events.score,
        events.duration,
        events.flags,
    )
    return state


@kernel
def _fold(  # type: ignore[no-untyped-def]
    rows, marks, sources, limits, is_trace, at, day, minute, kind, source, success, score, duration, flags
):
    for i in range(len(at)):
        today = np.int64(day[i])
        if today <= 0 or flags[i] & UNDATED or not is_trace[kind[i]] or marks[LAST_DAY] - today >= HORIZON:
            continue
        now = at[i]
        _settle_error(rows, marks, limits, now)
        _open_day(rows, marks, today)
        row = rows[today % HORIZON]
        row[HOURS] |= 1 << np.int64(minute[i] // 60)
        row[SOURCES] |= 1 << _slot(rows, sources, np.int64(source[i]), today)
        row[ACTIVE] += _active(marks, limits, now, kind[i], duration[i])
        marks[TRACES] += 1
        wrong = (kind[i] == RESPONSE and success[i] == 0) or (kind[i] == PARTIAL and 0 <= score[i] < 5000)
        if wrong:
            marks[ERROR_AT], marks[ERROR_DAY] = now, today


@kernel
def _settle_error(rows, marks, limits, now):  # type: ignore[no-untyped-def]
    """The trace after an error tells whether the student went on. Answers of one moment are one attempt."""
    if marks[ERROR_DAY] == 0 or now == marks[ERROR_AT]:
        return
    row = rows[marks[ERROR_DAY] % HORIZON]
    row[ERRORS] = min(row[ERRORS] + 1, 65535)
    if now - marks[ERROR_AT] <= limits[0]:
        row[WENT_ON] = min(row[WENT_ON] + 1, 65535)
    marks[ERROR_AT] = marks[ERROR_DAY] = 0


@kernel
def _open_day(rows, marks, today):  # type: ignore[no-untyped-def]
    """Clear what stood in the place of each day that has begun since the last trace."""
    if marks[FIRST_DAY] == 0:
        marks[FIRST_DAY] = today
    for fresh in range(max(marks[LAST_DAY], today - HORIZON) + 1, today + 1):
        rows[fresh % HORIZON] = 0
    marks[LAST_DAY] = max(marks[LAST_DAY], today)


@kernel
def _slot(rows, sources, source, today):  # type: ignore[no-untyped-def]
    """The bit of a source; with all bits taken, the source unseen for longest gives up its own."""
    oldest = 0
    for slot in range(SLOTS):
        if sources[0, slot] == source or sources[0, slot] == -1:
            sources[0, slot], sources[1, slot] = source, today
            return slot
        if sources[1, slot] < sources[1, oldest]:
            oldest = slot
    for kept in range(HORIZON):
        rows[kept, SOURCES] &= ~(1 << oldest)
    sources[0, oldest], sources[1, oldest] = source, today
    return oldest


@kernel
def _active(marks, limits, now, kind, duration):  # type: ignore[no-untyped-def]
    """Milliseconds of work that this trace adds: its duration, else the pause before it up to the credit.

    A time stamp is the end of the work. No moment counts twice.
    """
    gap = now - marks[LAST_AT]
    length = np.int64(0)
    if duration > 0:
        length = min(duration, limits[3] if kind == SESSION else limits[2])
    elif marks[LAST_AT] > 0 and gap <= limits[0]:
        length = min(gap, limits[1])
    begin = max(now - length, marks[COVERED])
    marks[COVERED] = max(marks[COVERED], now)
    marks[LAST_AT] = now
    return max(now - begin, 0)


def pack(state: Days) -> bytes:
    """Marks, sources, then 20 bytes for each kept day with a trace."""
    days = state.days_with_traces()
    rows = state.rows[days % HORIZON]
    table = np.zeros(len(days), _DAY)
    for place, name in enumerate(_DAY.names[1:]):  # type: ignore[index]
        table[name] = rows[:, place]
    table["day"] = days
    used = state.sources[:, state.sources[0] >= 0]
    head = np.array([used.shape[1]], "<i8")
    return b"".join(part.tobytes() for part in (head, state.marks.astype("<i8"), used.astype("<i4"), table))


def unpack(data: bytes) -> Days:
    state = Days.new()
    count = int(np.frombuffer(data, "<i8", 1)[0])
    state.marks[:] = np.frombuffer(data, "<i8", 7, 8)
    state.sources[:, :count] = np.frombuffer(data, "<i4", 2 * count, 64).reshape(2, count)
    table = np.frombuffer(data, _DAY, offset=64 + 8 * count)
    for place, name in enumerate(_DAY.names[1:]):  # type: ignore[index]
        state.rows[table["day"] % HORIZON, place] = table[name]
    return state
