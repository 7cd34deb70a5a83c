"""The fold of one student: one row a skill. Bayesian knowledge tracing in odds, with its five derivatives.

Corbett & Anderson (1995), with forgetting. R is the odds that the skill is known, after the evidence:
    transition  R' = A / B,            A = R (1 - f) + l,  B = R f + 1 - l
    right       R = R' (1 - s) / g
    wrong       R = R' s / (1 - g)
Odds keep both tails exact where a probability would round to 1. `d` is the derivative of log R by the logits of
(prior, learn, guess, slip, forget); for log R' it is d R (1 - f - l) / (A B), plus l (1 - l) (1/A + 1/B) for
learn, minus f (1 - f) R (1/A + 1/B) for forget.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..events import Events, Flag, Kind
from ..jit import kernel
from .settings import MasterySettings

RECENT = 5  # readings before the last one that are kept
ITEMS = 5  # different items that are told apart, the most a setting may ask for
LIMIT = 1e250  # of the odds, so that they stay numbers

OVERRULE = int(Kind.OVERRULE)
UNDATED, NO_ITEM = int(Flag.UNDATED), int(Flag.NO_ITEM)

SKILL = np.dtype(
    [
        ("odds", "<f8"),
        ("d", "<f8", (5,)),
        ("items", "<i8", (ITEMS,)),  # the first different items
        ("recent", "<f4", (RECENT,)),  # the readings before the last one, latest first
        ("skill", "<i4"),
        ("tries", "<i4"),
        ("right", "<i4"),
        ("undated", "<i4"),  # tries without a date
        ("no_item", "<i4"),  # tries without an item
        ("days", "<i4"),  # different days with tries
        ("first_day", "<i4"),
        ("last_day", "<i4"),
        ("first_secured", "<i4"),  # days; 0: undated or never
        ("secure_since", "<i4"),  # the latest time it became secure
        ("secure_at", "<i4"),  # tries at that time
        ("slipped_on", "<i4"),  # the latest day it left secure
        ("loose_tries", "<i4"),  # dated tries since it was last secure, or ever
        ("loose_right", "<i4"),
        ("loose_days", "<i4"),
        ("loose_last", "<i4"),  # the day of the last of them
        ("overruled_day", "<i4"),
        ("overruled_tries", "<i4"),  # tries and right answers at that time
        ("overruled_right", "<i4"),
        ("n_items", "<i2"),
        ("secured", "<i2"),  # how often it became secure
        ("overruled", "<i1"),  # 0 never, else the level that a person set
        ("secure", "<i1"),
        ("below", "<i1"),  # tries in a row below the line while secure
        ("last_right", "<i1"),
    ],
    align=True,
)

Rows = NDArray[np.void]


def thresholds(settings: MasterySettings) -> NDArray[np.float64]:
    return np.array(
        [
            settings.secure,
            settings.secure_tries,
            settings.secure_items,
            settings.secure_days,
            settings.slipping,
            settings.slipping_tries,
        ],
        np.float64,
    )


def fold(
    rows: Rows, values: NDArray[np.float64], limits: NDArray[np.float64], events: Events, answer: NDArray[np.int8],
    counts: NDArray[np.bool_]
) -> None:  # fmt: skip
    """A run of events into the rows, in place. values (len(rows), 5): the parameters of each row's skill."""
    row_of = np.searchsorted(rows["skill"], events.skills)
    _fold(
        rows,
        values,
        limits,
        row_of,
        answer,
        counts,
        events.kind,
        events.day,
        events.activity,
        events.level,
        events.flags,
        events.skill_start,
    )


@kernel
def _fold(rows, values, limits, row_of, answer, counts, kind, day, activity, level, flags, start):  # type: ignore[no-untyped-def]
    for i in range(len(kind)):
        if kind[i] == OVERRULE:
            for j in range(start[i], start[i + 1]):
                _overrule(rows[row_of[j]], day[i], level[i])
        if answer[i] < 0:
            continue
        date = day[i] if flags[i] & UNDATED == 0 else np.int32(0)
        item = activity[i] if flags[i] & NO_ITEM == 0 else np.int64(0)
        for j in range(start[i], start[i + 1]):
            if counts[j]:
                row = rows[row_of[j]]
                _learn(row, values[row_of[j]], answer[i])
                _count(row, answer[i], date, item)
                _settle(row, limits, date, answer[i])


@kernel
def _overrule(row, day, level):  # type: ignore[no-untyped-def]
    """A person set the reading: the fold goes on as if not, and remembers when."""
    row["overruled"] = level
    row["overruled_day"] = day
    row["overruled_tries"] = row["tries"]
    row["overruled_right"] = row["right"]


@kernel
def _learn(row, p, answer):  # type: ignore[no-untyped-def]
    """One step of knowledge tracing; the reading before it moves into `recent`."""
    prior, learn, guess, slip, forget = p[0], p[1], p[2], p[3], p[4]
    d = row["d"]
    if row["tries"] == 0:
        odds = prior / (1.0 - prior)
        d[0] = 1.0
    else:
        odds = row["odds"]
        recent = row["recent"]
        for k in range(RECENT - 1, 0, -1):
            recent[k] = recent[k - 1]
        recent[0] = odds / (1.0 + odds)
        a = odds * (1.0 - forget) + learn
        b = odds * forget + (1.0 - learn)
        shrink = odds * (1.0 - forget - learn) / (a * b)
        both = 1.0 / a + 1.0 / b
        for k in range(5):
            d[k] *= shrink
        d[1] += learn * (1.0 - learn) * both
        d[4] -= forget * (1.0 - forget) * odds * both
        odds = a / b
    if answer == 1:
        odds = odds * ((1.0 - slip) / guess)
        d[2] -= 1.0 - guess
        d[3] -= slip
    else:
        odds = odds * (slip / (1.0 - guess))
        d[2] += guess
        d[3] += 1.0 - slip
    row["odds"] = min(max(odds, 1.0 / LIMIT), LIMIT)


@kernel
def _count(row, answer, day, item):  # type: ignore[no-untyped-def]
    row["tries"] += 1
    row["right"] += answer
    row["last_right"] = answer
    if day > 0:
        if row["first_day"] == 0:
            row["first_day"] = day
        if row["last_day"] != day:
            row["days"] += 1
        row["last_day"] = day
    else:
        row["undated"] += 1
    if item == 0:
        row["no_item"] += 1
        return
    items = row["items"]
    n = row["n_items"]
    for k in range(n):
        if items[k] == item:
            return
    if n < ITEMS:
        items[n] = item
        row["n_items"] = n + 1


@kernel
def _settle(row, limits, day, answer):  # type: ignore[no-untyped-def]
    """Into secure, out of it, and what was tried in between."""
    value = row["odds"] / (1.0 + row["odds"])
    if row["secure"] == 1:
        row["below"] = row["below"] + 1 if value < limits[4] else 0
        if row["below"] < limits[5]:
            return
        row["secure"] = 0
        row["below"] = 0
        row["slipped_on"] = day
        _start_loose(row)
    elif value >= limits[0] and _broad(row, limits):
        row["secure"] = 1
        row["below"] = 0
        row["secured"] += 1
        row["secure_since"] = day
        row["secure_at"] = row["tries"]
        if row["secured"] == 1:
            row["first_secured"] = day
        _start_loose(row)
    elif day > 0:
        row["loose_tries"] += 1
        row["loose_right"] += answer
        if row["loose_last"] != day:
            row["loose_days"] += 1
        row["loose_last"] = day


@kernel
def _broad(row, limits):  # type: ignore[no-untyped-def]
    """Enough tries on enough items and days; where tries carry no item or no date, these can't be asked for."""
    items = row["n_items"] + row["no_item"]
    days = row["days"] >= limits[3] or row["undated"] >= limits[1]
    return row["tries"] >= limits[1] and items >= limits[2] and days


@kernel
def _start_loose(row):  # type: ignore[no-untyped-def]
    row["loose_tries"] = 0
    row["loose_right"] = 0
    row["loose_days"] = 0
    row["loose_last"] = 0
