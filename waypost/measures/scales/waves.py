"""Has a scale changed from one wave to the next? Paired where it is known who is who, else unpaired and wider."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .numbers import DEFAULT, ScaleSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """`value` = after - before with its 95 % interval; `n`: students behind each mean (paired: the same ones)."""

    state: str
    n: tuple[int, int]
    before: float | None = None
    after: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None


def change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    asked: tuple[int, int],
    paired: bool,
    settings: ScaleSettings = DEFAULT,
) -> Change:
    """Values of two waves of one version; NaN: no value. `asked`: how many were asked in each wave.

    Paired: place i of both arrays is one student (a t interval of the differences). Unpaired: Welch's interval, which
    knows nothing of those who answered twice and is therefore wider than it might be, never narrower.
    """
    first, second = np.asarray(before, np.float64), np.asarray(after, np.float64)
    answered = (int((~np.isnan(first)).sum()), int((~np.isnan(second)).sum()))
    if any(n < settings.turnout * asked for n, asked in zip(answered, asked, strict=True)):
        return Change("low_turnout", answered)
    if paired:
        both = ~np.isnan(first) & ~np.isnan(second)
        first, second = first[both], second[both]
    else:
        first, second = first[~np.isnan(first)], second[~np.isnan(second)]
    n = (len(first), len(second))
    if min(n) < settings.change_needed:
        return Change("not_enough", n)
    means = float(first.mean()), float(second.mean())
    error, df = _paired(second - first) if paired else _welch(first, second)
    value = means[1] - means[0]
    if error < 1e-12:
        return Change("no_variation", n, *means, value)
    half = error * float(special.stdtrit(df, 0.975))
    state = "higher" if value > half else "lower" if value < -half else "no_clear_change"
    return Change(state, n, *means, value, value - half, value + half)


def _paired(differences: Floats) -> tuple[float, float]:
    n = len(differences)
    return float(differences.std(ddof=1)) / n**0.5, n - 1


def _welch(first: Floats, second: Floats) -> tuple[float, float]:
    """Standard error and degrees of freedom of a difference of means with unequal variances (Welch 1947)."""
    parts = np.array([first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)])
    total = float(parts.sum())
    if total < 1e-24:
        return 0.0, 1.0
    df = total**2 / float((parts**2 / [len(first) - 1, len(second) - 1]).sum())
    return total**0.5, df
