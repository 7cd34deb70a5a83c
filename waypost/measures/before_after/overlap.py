"""Overlap of two runs of points: NAP with Newcombe's interval, and the trend of a baseline (Theil-Sen, Kendall)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, factorial, sqrt

import numpy as np
from numpy.typing import NDArray

from ..intervals import Z95

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """`nap`: chance that a point after lies above one before, with its 95 % interval; Tau = 2 NAP - 1 alike."""

    nap: float
    low: float
    high: float

    @property
    def tau(self) -> tuple[float, float, float]:
        """(Tau, low, high)."""
        return 2 * self.nap - 1, 2 * self.low - 1, 2 * self.high - 1

    def turned(self) -> Overlap:
        """The same for a measure where lower is better."""
        return Overlap(1 - self.nap, 1 - self.high, 1 - self.low)


def overlap(before: Floats, after: Floats) -> Overlap:
    """Nonoverlap of all pairs (Parker & Vannest 2009), ties one half."""
    pairs = np.sign(after[None, :] - before[:, None])
    nap = float((pairs.mean() + 1) / 2)
    return Overlap(nap, *newcombe5(nap, len(before), len(after)))


def newcombe5(nap: float, m: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a Mann-Whitney share (method 5 of Newcombe 2006): a score interval of Hanley & McNeil's variance
    with both group sizes replaced by their mean.

    Both limits are found by halving, away from the estimate. At NAP = 1 (or 0) one limit is 1 (0) and the other is
    inside; SingleCaseES 0.7.4 stops there at the trivial root and gives an interval of no width.

    >>> tuple(round(x, 4) for x in newcombe5(11 / 12, 6, 7))
    (0.5973, 0.986)
    """
    h = (m + n) / 2 - 1

    def outside(x: float) -> bool:
        variance = x * (1 - x) * (1 + h * (1 - x) / (2 - x) + h * x / (1 + x)) / (m * n)
        return (nap - x) ** 2 > z * z * variance

    return _edge(nap, 0.0, outside), _edge(nap, 1.0, outside)


def _edge(inside: float, far: float, outside: Callable[[float], bool]) -> float:
    """Where a condition that fails just off `inside` begins to hold on the way to `far`; to 1e-15."""
    if inside == far:
        return far
    for _ in range(60):
        middle = (inside + far) / 2
        if outside(middle):
            far = middle
        else:
            inside = middle
    return (inside + far) / 2


def theil_sen(days: Floats, values: Floats) -> float:
    """Median of the slopes of all pairs of points on different days (Sen 1968), per unit of `days`."""
    first, second = np.triu_indices(len(days), 1)
    apart = days[second] - days[first]
    slopes = (values[second] - values[first])[apart != 0] / apart[apart != 0]
    return float(np.median(slopes))


def kendall(days: Floats, values: Floats) -> tuple[float, float]:
    """(tau-b, two-sided p): exact without ties, else by the normal distribution with the variance for ties.

    As cor.test(method = "kendall") of R does it.
    """
    first, second = np.triu_indices(len(days), 1)
    signs = np.sign(days[second] - days[first]) * np.sign(values[second] - values[first])
    score = int(signs.sum())
    ties_x, ties_y = _ties(days), _ties(values)
    pairs = len(signs)
    left_x, left_y = (pairs - int((t * (t - 1)).sum()) // 2 for t in (ties_x, ties_y))
    if not left_x or not left_y:
        return 0.0, 1.0
    tau = score / sqrt(left_x * left_y)
    if left_x == left_y == pairs:
        return tau, _exact_p(len(days), score)
    return tau, erfc(abs(score) / sqrt(_variance(len(days), ties_x, ties_y)) / sqrt(2))


def _ties(values: Floats) -> NDArray[np.int64]:
    return np.unique(values, return_counts=True)[1].astype(np.int64)


def _exact_p(n: int, score: int) -> float:
    """Share of all orders whose score is as far from 0: counts of inversions, one item more at a time."""
    counts = [1]
    for size in range(2, n + 1):
        sums = np.cumsum([*counts, *[0] * (size - 1)], dtype=object)
        counts = [int(total) - (int(sums[k - size]) if k >= size else 0) for k, total in enumerate(sums)]
    most = n * (n - 1) // 2
    far = sum(count for k, count in enumerate(counts) if abs(most - 2 * k) >= abs(score))
    return far / factorial(n)


def _variance(n: int, x: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """Variance of Kendall's score with ties (Kendall 1970, chapter 4)."""

    def one(t: NDArray[np.int64]) -> int:
        return int((t * (t - 1) * (2 * t + 5)).sum())

    def two(t: NDArray[np.int64]) -> int:
        return int((t * (t - 1)).sum())

    def three(t: NDArray[np.int64]) -> int:
        return int((t * (t - 1) * (t - 2)).sum())

    whole = (n * (n - 1) * (2 * n + 5) - one(x) - one(y)) / 18
    return whole + two(x) * two(y) / (2 * n * (n - 1)) + three(x) * three(y) / (9 * n * (n - 1) * (n - 2))
