"""Fit the Beta of a class: how much the students differ in how often they leave a trace of work."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..jit import kernel

ENOUGH = 10  # students; a smaller class keeps the default
STRONGEST, WEAKEST = (
    50.0,
    2.0,
)  # bounds of alpha + beta: never surer than 50 days, never flatter than Beta(1, 1)


def fit_class(worked: Sequence[int], present: Sequence[int]) -> tuple[float, float] | None:
    """Beta(alpha, beta) of the chance of a day with work, by maximum likelihood of the beta-binomial.

    `worked[i]` of `present[i]` days of student i. None with fewer than 10 students who were present: then the
    default stands. Mean and strength (alpha + beta) are found by golden-section searches, one inside the other;
    the likelihood has one peak in each (Griffiths 1973, Biometrics 29, 637-648). The strength keeps within 2..50,
    so that a class that looks all alike still lets a student be different.
    """
    pairs = [(k, n) for k, n in zip(worked, present, strict=True) if n > 0]
    if len(pairs) < ENOUGH:
        return None
    counts = np.array(pairs, dtype=np.float64)

    def best_mean(log_strength: float) -> tuple[float, float]:
        strength = math.exp(log_strength)
        return _peak(lambda mean: _log_likelihood(counts, mean * strength, (1 - mean) * strength), 0.01, 0.99)

    log_strength, _ = _peak(lambda x: best_mean(x)[1], math.log(WEAKEST), math.log(STRONGEST))
    mean, _ = best_mean(log_strength)
    strength = math.exp(log_strength)
    return mean * strength, (1 - mean) * strength


@kernel
def _log_likelihood(counts: NDArray[np.float64], alpha: float, beta: float) -> float:
    total = -len(counts) * (math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta))
    for i in range(len(counts)):
        k, n = counts[i, 0], counts[i, 1]
        total += math.lgamma(k + alpha) + math.lgamma(n - k + beta) - math.lgamma(n + alpha + beta)
    return total


def _peak(function: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Where a function with one peak is highest, and how high, by golden-section search."""
    golden = (math.sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    at_a, at_b = function(a), function(b)
    while high - low > 1e-5:
        if at_a >= at_b:
            high, b, at_b = b, a, at_a
            a = high - golden * (high - low)
            at_a = function(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + golden * (high - low)
            at_b = function(b)
    best = (low + high) / 2
    return best, function(best)
