"""Values of students on a scale, and Cronbach's alpha with its interval (Cronbach 1951)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .numbers import DEFAULT, ScaleSettings

Floats = NDArray[np.float64]
CHUNK = 250  # bootstrap samples at a time: a few megabytes for a large school


@dataclass(frozen=True, slots=True)
class Reliability:
    """`state` is "named", "not_enough" or "not_computable"; `n`: students who answered every item."""

    state: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def values(answers: ArrayLike, settings: ScaleSettings = DEFAULT) -> Floats:
    """Mean of the answered items of each student; NaN where fewer than two thirds were answered.

    >>> values([[4, 5, float("nan")], [3, float("nan"), float("nan")]]).tolist()
    [4.5, nan]
    """
    table = np.asarray(answers, np.float64)
    answered = (~np.isnan(table)).sum(axis=1)
    enough = (answered >= settings.answered_share * table.shape[1] - 1e-9) & (answered > 0)
    means = np.full(len(table), np.nan)
    means[enough] = np.nansum(table[enough], axis=1) / answered[enough]
    return means


def complete(answers: ArrayLike) -> Floats:
    """The rows without a gap: reliability is that of the whole scale."""
    table = np.asarray(answers, np.float64)
    return table[~np.isnan(table).any(axis=1)]


def alpha(answers: ArrayLike, settings: ScaleSettings = DEFAULT) -> Reliability:
    """Cronbach's alpha of the students who answered every item, 95 % percentile interval over students."""
    table = complete(answers)
    n, items = table.shape
    if n < settings.reliability_needed:
        return Reliability("not_enough", n)
    if items < 2 or not table.var(axis=0).all():
        return Reliability("not_computable", n)
    moments = _moments(table)
    value = _alphas(moments.sum(axis=0)[None] / n, items)[0]
    if np.isnan(value):
        return Reliability("not_computable", n)
    low, high = np.nanquantile(_resampled(moments, items, settings), [0.025, 0.975])
    return Reliability("named", n, float(value), float(low), float(high))


def _moments(table: Floats) -> Floats:
    """All that alpha needs of each student: items, their squares, the sum, its square (n, 2 k + 2)."""
    centred = table - table.mean(axis=0)
    total = centred.sum(axis=1, keepdims=True)
    return np.hstack([centred, centred**2, total, total**2])


def _alphas(means: Floats, items: int) -> Floats:
    """Alpha from means of moments, a row a sample; NaN where the sum does not vary."""
    single = (means[:, items : 2 * items] - means[:, :items] ** 2).sum(axis=1)
    total = means[:, -1] - means[:, -2] ** 2
    ratio = np.divide(single, total, out=np.full(len(total), np.nan), where=total > 1e-12)
    return items / (items - 1) * (1 - ratio)


def _resampled(moments: Floats, items: int, settings: ScaleSettings) -> Floats:
    n = len(moments)
    draw = np.random.default_rng(settings.seed)
    found = []
    for start in range(0, settings.draws, CHUNK):
        size = min(CHUNK, settings.draws - start)
        weights = draw.multinomial(n, np.full(n, 1 / n), size=size)
        found.append(_alphas(weights @ moments / n, items))
    return np.concatenate(found)
