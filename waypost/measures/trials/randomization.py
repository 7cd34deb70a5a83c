"""The randomization test over a stored draw, and the interval of all effects that it does not refuse (Fisher 1935)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .numbers import DEFAULT, TrialSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Randomized:
    """`value`: the difference the strategy makes. low and high are None where no draw can exclude anything.

    `classes`: with and without, in the period that has most of both.
    """

    state: str
    classes: tuple[int, int]
    draws: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


def randomization_test(
    outcome: ArrayLike,
    treated: Floats,
    classes: ArrayLike,
    periods: ArrayLike,
    covariates: ArrayLike | None = None,
    settings: TrialSettings = DEFAULT,
) -> Randomized:
    """Outcomes of cells (one a class and period; each class weighs the same) under the draw that came out.

    `treated` (draws, cells): row 0 is that draw. With more than one period, classes and calendar are taken out, so that
    neither a good class nor a good season passes for an effect. `covariates` (cells, k): fixed before the draw.

    If the strategy added tau to every cell that had it, y - tau z0 would be the same under each draw. Draw z refuses
    tau less than the real one if |z'M(y - tau z0)| / |Mz| is at least the real value. As |z'M z0| / |Mz| never exceeds
    |M z0|, the tau for which this holds lie between two numbers around the estimate, so the test is inverted exactly.
    """
    y, cls, period = np.asarray(outcome, np.float64), np.asarray(classes), np.asarray(periods)
    counted = most_of_both(treated[0], cls, period)
    draws = len(treated)
    if min(counted) < settings.classes_needed:
        return Randomized("cant_tell", counted, draws)
    z = _remainder(treated.T, _nuisance(cls, period, covariates)).T
    length = np.sqrt((z**2).sum(axis=1))
    if length[0] < 1e-9:
        return Randomized("cant_tell", counted, draws)
    z = np.divide(z, length[:, None], out=np.zeros_like(z), where=length[:, None] > 1e-9)
    score, slope = z @ y, z @ treated[0]
    value = float(score[0] / slope[0])
    one, other = _ends(score, slope)
    low, high = np.minimum(one, other), np.maximum(one, other)
    p = float(np.mean((low <= 1e-12) & (high >= -1e-12)))
    spare = (
        math.ceil(settings.level * draws - 1e-9) - 1
    )  # draws to spare: fewer than 5 in 100, never just as many
    bounds = float(np.sort(low)[spare]), float(np.sort(high)[draws - 1 - spare])
    if not np.isfinite(bounds).all() or bounds[1] - bounds[0] < 1e-12:  # or outcomes that do not vary
        return Randomized("cant_tell", counted, draws, value, p=p)
    return Randomized(_state(*bounds), counted, draws, value, *bounds, p)


def most_of_both(
    treated: Floats, classes: NDArray[np.generic], periods: NDArray[np.generic]
) -> tuple[int, int]:
    """(classes with, classes without) in the period in which the smaller of the two is largest."""
    found = []
    for period in np.unique(periods):
        here = periods == period
        found.append(
            (len(np.unique(classes[here & (treated > 0)])), len(np.unique(classes[here & (treated == 0)])))
        )
    return max(found, key=min)


def _nuisance(
    classes: NDArray[np.generic], periods: NDArray[np.generic], covariates: ArrayLike | None
) -> Floats:
    """Columns to take out: one for all; with several periods one for each class and each period; covariates."""
    columns = [np.ones((len(classes), 1))]
    if len(np.unique(periods)) > 1:
        columns += [_dummies(classes), _dummies(periods)]
    if covariates is not None:
        columns.append(np.asarray(covariates, np.float64).reshape(len(classes), -1))
    return np.hstack(columns)


def _dummies(names: NDArray[np.generic]) -> Floats:
    return (names[:, None] == np.unique(names)[None, :]).astype(np.float64)


def _remainder(columns: Floats, nuisance: Floats) -> Floats:
    """What the nuisance columns leave of others."""
    left, size, _ = np.linalg.svd(nuisance, full_matrices=False)
    base = left[:, size > size.max() * 1e-10]
    return np.asarray(columns - base @ (base.T @ columns), np.float64)


def _ends(score: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """The two tau at which a draw does just as well as the real one; infinite where it always does."""
    minus, plus = slope[0] - slope, slope[0] + slope
    tiny = 1e-9 * slope[0]
    one = np.divide(score[0] - score, minus, out=np.full(len(score), -np.inf), where=minus > tiny)
    other = np.divide(score[0] + score, plus, out=np.full(len(score), np.inf), where=plus > tiny)
    always = (minus <= tiny) | (plus <= tiny)  # the same draw, or its mirror image
    return np.where(always, -np.inf, one), np.where(always, np.inf, other)


def _state(low: float, high: float) -> str:
    return "higher" if low > 0 else "lower" if high < 0 else "no_clear_difference"
