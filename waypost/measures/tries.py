"""Which answers count as tries of a skill. One event with k skills has k alignments, each of which may count.

An answer counts if it is the first one to its item on a school-local day, without a hint on the item before it
that day; once an item has counted it counts again after 7 days. Answers under 2 s and answers after the hints were
used up are kept, not counted. At most 15 tries a skill a day. Where a source names no item (`Flag.NO_ITEM`), no
time on the item or no hints, the rule that would need it is left out; undated answers each count.

The state is small: the items of the last 7 days, and today's tries of each skill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .events import Events, Flag, Kind
from .jit import kernel
from .settings import setting

WISE = (
    "Wise, S. L., & Kong, X. (2005). Response time effort. Applied Measurement in Education, 18(2), 163-183."
)
PINNED = "Waypost's own choice, Evidence"

RESPONSE, PARTIAL, HINT = int(Kind.RESPONSE), int(Kind.PARTIAL), int(Kind.HINT)
UNDATED, NO_ITEM = int(Flag.UNDATED), int(Flag.NO_ITEM)
HELPED_BY_TOOL = int(Flag.HINTED | Flag.BOTTOMED | Flag.RETRY)

ITEM = np.dtype([("activity", "<i8"), ("counted", "<i4"), ("seen", "<i4")])
TODAY = np.dtype([("skill", "<i4"), ("tries", "<i4")])

Table = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class TriesSettings:
    item_days: int = setting(7, "Days after which the same item may count again.", PINNED)
    shortest_ms: int = setting(2000, "Answers given faster than this (milliseconds) are not counted.", WISE)
    daily_most: int = setting(15, "Tries of one skill that count on one day, at most.", PINNED)
    partial_right: float = setting(
        0.8,
        "A partial score of at least this share of full marks counts as right, a lower one as not yet. The model "
        "knows only right and wrong; 0.8 keeps half-right work from being taken for skill.",
        "Block, J. H., & Burns, R. B. (1976). Mastery learning. Review of Research in Education, 4, 3-49: usual "
        "criteria are 80 to 90 %.",
    )


@dataclass(slots=True)
class Tries:
    """`items`: counted and seen are days, 0 where that no longer matters; sorted by activity."""

    day: int = 0  # the latest dated event
    items: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, ITEM))
    today: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, TODAY))  # sorted by skill


def right(events: Events, settings: TriesSettings) -> NDArray[np.int8]:
    """1 right, 0 wrong, -1 no answer, for each event."""
    said = events.success.copy()
    said[events.kind != RESPONSE] = -1
    partial = events.kind == PARTIAL
    if partial.any():
        marks = events.score >= settings.partial_right * 10_000
        said[partial] = np.where(events.score >= 0, marks, events.success)[partial]
    return said


def step(
    state: Tries, events: Events, answer: NDArray[np.int8], settings: TriesSettings
) -> NDArray[np.bool_]:
    """Fold a run of events into the state, in place; for each entry of `events.skills`: does it count?

    `answer`: of each event, as from `right`.
    """
    counts = np.zeros(len(events.skills), np.bool_)
    if not len(events):
        return counts
    touched = (answer >= 0) | (events.kind == HINT)
    answered = np.repeat(answer >= 0, events.skill_start[1:] - events.skill_start[:-1])
    items = with_keys(state.items, "activity", events.activity[touched])
    today = with_keys(state.today, "skill", events.skills[answered])
    state.day = int(
        _mark(
            items,
            np.searchsorted(items["activity"], events.activity),
            today,
            np.searchsorted(today["skill"], events.skills),
            state.day,
            np.array([settings.item_days, settings.shortest_ms, settings.daily_most], np.int64),
            answer,
            events.day,
            events.kind,
            events.duration,
            events.flags,
            events.skill_start,
            counts,
        )
    )
    _forget(state, items, today, settings)
    return counts


def with_keys(table: Table, key: str, wanted: NDArray[np.integer[Any]]) -> Table:
    """The table, sorted by `key`, with a row (of zeros) for each wanted key that it has not."""
    keys = table[key]
    if len(wanted) and len(keys):
        place = np.searchsorted(keys, wanted)
        wanted = wanted[keys[np.minimum(place, len(keys) - 1)] != wanted]
    if not len(wanted):
        return table
    new = np.unique(wanted)
    more = np.zeros(len(table) + len(new), table.dtype)
    more[: len(table)] = table
    more[key][len(table) :] = new
    return more[np.argsort(more[key], kind="stable")]


@kernel
def _mark(items, item_of, today, skill_of, last, limits, answer, day, kind, duration, flags, start, counts):  # type: ignore[no-untyped-def]
    """Fill `counts`; gives the latest day."""
    for i in range(len(answer)):
        dated = day[i] > 0 and flags[i] & UNDATED == 0
        if dated and day[i] > last:
            last = np.int64(day[i])
            for k in range(len(today)):
                today[k]["tries"] = 0
        if answer[i] < 0 and kind[i] != HINT:
            continue
        item = items[item_of[i]]
        known = dated and flags[i] & NO_ITEM == 0 and item["activity"] != 0
        fresh = True
        if known:
            again = item["counted"] == 0 or day[i] - item["counted"] >= limits[0]
            fresh = item["seen"] != day[i] and again
            item["seen"] = day[i]
        alone = flags[i] & HELPED_BY_TOOL == 0
        slow = duration[i] < 0 or duration[i] >= limits[1]
        if answer[i] < 0 or not (fresh and alone and slow):
            continue
        if known:
            item["counted"] = day[i]
        for j in range(start[i], start[i + 1]):
            tries = today[skill_of[j]]["tries"]
            counts[j] = not dated or tries < limits[2]
            if dated and counts[j]:
                today[skill_of[j]]["tries"] = tries + 1
    return last


def _forget(state: Tries, items: Table, today: Table, settings: TriesSettings) -> None:
    """Keep what can still matter on the latest day, in one form however the history was cut."""
    items["counted"][state.day - items["counted"] >= settings.item_days] = 0
    items["seen"][items["seen"] < state.day] = 0
    state.items = items[(items["counted"] > 0) | (items["seen"] > 0)]
    state.today = today[today["tries"] > 0]


def pack(state: Tries) -> bytes:
    head = np.array([state.day, len(state.items), len(state.today)], "<i4")
    return head.tobytes() + state.items.tobytes() + state.today.tobytes()


def unpack(data: bytes, offset: int = 0) -> tuple[Tries, int]:
    """The state, and where it ended in `data`."""
    day, items, today = np.frombuffer(data, "<i4", 3, offset).tolist()
    first = offset + 12
    then = first + items * ITEM.itemsize
    end = then + today * TODAY.itemsize
    state = Tries(
        day,
        np.frombuffer(data, ITEM, items, first).copy(),
        np.frombuffer(data, TODAY, today, then).copy(),
    )
    return state, end
