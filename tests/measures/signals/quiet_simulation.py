"""Students with a known truth, for the error rates of "gone quiet". Independent of the rule's code: numpy and scipy.

A student works on a day present with chance p, p ~ Beta(3, 2), each day for itself. Some drop to 15 % of their p.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import betabinom

WINDOW, BASELINE, NEW, SILENT, LIMIT = 10, 30, 20, 5, 0.005


def worked(students: int, days: int, rng: np.random.Generator, drop_on: int | None = None, to: float = 0.15):
    """(students, days) of True on days with work."""
    chance = np.repeat(rng.beta(3, 2, students)[:, None], days, axis=1)
    if drop_on is not None:
        chance[:, drop_on:] *= to
    return rng.random((students, days)) < chance


@cache
def _table(baseline: int, alpha: float = 3.0, beta: float = 2.0) -> np.ndarray:
    """P(as few or fewer of 10) by days worked in the baseline and in the window."""
    k = np.arange(WINDOW + 1)
    return np.array([betabinom.cdf(k, WINDOW, alpha + b, beta + baseline - b) for b in range(baseline + 1)])


def alarms(work: np.ndarray) -> np.ndarray:
    """(students, days) of True where the rule, written here anew, would speak at the close of the day."""
    days = work.shape[1]
    sums = np.cumsum(np.pad(work, ((0, 0), (1, 0))), axis=1)
    last = np.maximum.accumulate(np.where(work, np.arange(days), -1), axis=1)
    first = np.where(work.any(axis=1), work.argmax(axis=1), days)
    found = np.zeros_like(work)
    for day in range(NEW - 1, days):
        start = day + 1 - WINDOW
        for length in range(NEW - WINDOW, BASELINE + 1):
            # days before the first trace do not count, so baselines differ in length for a while
            known = np.minimum(start - first, BASELINE) == length
            if known.any():
                few, usual = (
                    sums[known, day + 1] - sums[known, start],
                    sums[known, start] - sums[known, start - length],
                )
                rare = _table(length)[usual, few] < LIMIT
                found[known, day] = rare & (day - last[known, day] >= SILENT)
    return found


@dataclass(frozen=True)
class Rates:
    steady_alarmed: float  # share of steady students with at least one alarm in 28 weeks
    episodes_per_100_weeks: float
    within_10: float  # share of those who dropped with an alarm within 10 school days
    within_15: float


def rates(students: int, seed: int) -> Rates:
    """28 weeks of steady work after 12 weeks; and a drop after 12 weeks, looked at for 15 days."""
    rng = np.random.default_rng(seed)
    steady = alarms(worked(students, 60 + 140, rng))[:, 60:]
    starts = steady & ~np.pad(steady, ((0, 0), (1, 0)))[:, :-1]
    dropped = alarms(worked(students, 60 + 15, rng, drop_on=60))[:, 60:]
    return Rates(
        float(steady.any(axis=1).mean()),
        float(starts.sum() / students / 28 * 100),
        float(dropped[:, :10].any(axis=1).mean()),
        float(dropped.any(axis=1).mean()),
    )
