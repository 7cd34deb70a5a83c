"""One student's points before and after help began: the picture, the verdict, and what a trend would explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .numbers import DEFAULT, BeforeAfterSettings
from .overlap import Overlap, kendall, overlap, theil_sen

Floats = NDArray[np.float64]
Points = tuple[tuple[int, float], ...]  # (day, value), oldest first


@dataclass(frozen=True, slots=True)
class Trend:
    """The baseline was already moving: slope per day, Kendall's p, and the overlap without that movement."""

    slope: float
    p: float
    overlap: Overlap
    tau_b: float  # Tarlow's own figure: Kendall's tau-b of phase and what the trend leaves


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """`overlap` (in the direction of better) is None unless the verdict is one of the last three of its kind.

    `better`: True or False with higher_afterwards and lower_afterwards, else None. `between`: points from the first
    observation that raised the signal until help began; they belong to neither side.
    """

    verdict: str
    before: Points
    between: Points
    after: Points
    overlap: Overlap | None = None
    better: bool | None = None
    trend: Trend | None = None


def before_after(
    days: ArrayLike,
    values: ArrayLike,
    *,
    raised: int | None,
    started: int,
    higher_is_better: bool = True,
    settings: BeforeAfterSettings = DEFAULT,
) -> BeforeAfter:
    """Points on days (ordinals, or places of school days), the day of the first observation that raised the signal (None: no signal)
    and the day help started: points from that day on count as after."""
    day, value = np.asarray(days, np.float64), np.asarray(values, np.float64)
    order = np.argsort(day, kind="stable")
    day, value = day[order], value[order]
    first, later = day < end_of_baseline(raised, started), day >= started
    parts = tuple(_points(day[part], value[part]) for part in (first, ~first & ~later, later))
    fewest = min(int(first.sum()), int(later.sum()))
    if fewest < settings.verdict_from:
        verdict = "picture_only" if fewest < settings.picture_below else "too_few"
        return BeforeAfter(verdict, parts[0], parts[1], parts[2])
    raw = overlap(value[first], value[later])
    verdict = (
        "higher_afterwards" if raw.low > 0.5 else "lower_afterwards" if raw.high < 0.5 else "no_clear_change"
    )
    return BeforeAfter(
        verdict,
        parts[0],
        parts[1],
        parts[2],
        overlap=raw if higher_is_better else raw.turned(),
        better=None if verdict == "no_clear_change" else (verdict == "higher_afterwards") == higher_is_better,
        trend=_trend(day, value, first, later, higher_is_better, settings),
    )


def end_of_baseline(raised: int | None, started: int) -> int:
    """The first day that is no baseline: of the first observation that raised the signal, or of the help."""
    return started if raised is None else min(raised, started)


def by_week(
    days: ArrayLike, hits: ArrayLike, tries: ArrayLike, *, raised: int | None, started: int
) -> tuple[NDArray[np.int64], Floats]:
    """(first day, sum of hits / sum of tries) of each week with a try; a week that spans a border is cut there.

    For means give the values times their weights as hits; `days` are ordinals.
    """
    day = np.asarray(days, np.int64)
    edges = np.sort([end_of_baseline(raised, started), started])
    keys = np.stack([np.searchsorted(edges, day, side="right"), (day - 1) // 7], axis=1)
    _, place = np.unique(keys, axis=0, return_inverse=True)
    place = place.ravel()
    done, right = (np.bincount(place, np.asarray(x, np.float64)) for x in (tries, hits))
    begin = np.full(len(done), np.iinfo(np.int64).max)
    np.minimum.at(begin, place, day)
    used = done > 0
    return begin[used], right[used] / done[used]


def _points(days: Floats, values: Floats) -> Points:
    return tuple((int(d), float(v)) for d, v in zip(days, values, strict=True))


def _trend(
    day: Floats,
    value: Floats,
    first: NDArray[np.bool_],
    later: NDArray[np.bool_],
    higher_is_better: bool,
    settings: BeforeAfterSettings,
) -> Trend | None:
    """Baseline-corrected Tau (Tarlow 2017), if the points before were moving; else None."""
    if first.sum() < settings.trend_points:
        return None
    _, p = kendall(day[first], value[first])
    if p >= settings.trend_p:
        return None
    slope = theil_sen(day[first], value[first])
    rest = value - slope * day
    rest = np.round(rest, 12)  # a point on the line is a tie, not 1e-16 above it
    corrected = overlap(rest[first], rest[later])
    used = first | later
    tau_b, _ = kendall(later[used].astype(np.float64), rest[used])
    if higher_is_better:
        return Trend(slope, p, corrected, tau_b)
    return Trend(slope, p, corrected.turned(), -tau_b)
