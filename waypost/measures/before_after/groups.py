"""Over students: those with the same signal, served earlier or later, set side by side from the signal on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..least_squares import fit
from .numbers import DEFAULT, BeforeAfterSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Served:
    """`value`: how much further those served earlier got, at equal values before, with its 95 % t interval."""

    state: str  # not_enough, no_variation, higher_afterwards, lower_afterwards, no_clear_change
    earlier: int
    later: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def around_signal(
    days: ArrayLike,
    values: ArrayLike,
    *,
    raised: int,
    signal: int,
    settings: BeforeAfterSettings = DEFAULT,
) -> tuple[float, float]:
    """(mean before the first observation that raised it, mean over the days in which the earlier have been served and
    the later have not); NaN for a side without points. Days are places in the list of school days.
    """
    day, value = np.asarray(days, np.float64), np.asarray(values, np.float64)
    after = (day > signal + settings.soon) & (day <= signal + settings.horizon)
    return _mean(value[day < min(raised, signal)]), _mean(value[after])


def served_earlier_or_later(
    before: ArrayLike, after: ArrayLike, served: ArrayLike, settings: BeforeAfterSettings = DEFAULT
) -> Served:
    """One place a student: values as `around_signal` gives them, and school days from signal to help (NaN: never).

    Who was served in between belongs to neither group; so does who has no point on one side.
    """
    x, y, wait = (np.asarray(a, np.float64) for a in (before, after, served))
    wait = np.where(np.isnan(wait), np.inf, wait)
    used = ((wait <= settings.soon) | (wait > settings.horizon)) & ~np.isnan(x) & ~np.isnan(y)
    x, y, early = x[used], y[used], (wait[used] <= settings.soon).astype(np.float64)
    n = int(early.sum()), int((1 - early).sum())
    if min(n) < settings.each_needed:
        return Served("not_enough", *n)
    found = fit(np.column_stack([np.ones(len(x)), early, x]), y)
    error = found.errors[1]
    if np.isnan(error) or error < 1e-12:
        return Served("no_variation", *n)
    half = float(special.stdtrit(found.df, 0.975)) * error
    value = float(found.values[1])
    state = (
        "higher_afterwards" if value > half else "lower_afterwards" if value < -half else "no_clear_change"
    )
    return Served(state, *n, value, value - half, value + half)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
