"""When may a skill be secure? Draws of what could happen, under the same model that reads the skill."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ..jit import kernel
from .numbers import GrowthSettings


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a skill stands: all that a forecast needs to know of the model."""

    known: float  # posterior after the latest try
    learn: float
    guess: float
    slip: float
    forget: float
    tries: int  # counted tries so far
    days: int  # days present since the first of them


@dataclass(frozen=True, slots=True)
class Forecast:
    """School days here until the skill is secure: median and the middle 80 % of the draws; None: further than we look."""

    median: float | None
    low: float | None
    high: float | None


def forecast(outlook: Outlook, settings: GrowthSettings) -> Forecast:
    """Median and 80 % range of days present, from draws of answers and of the pace of tries a day.

    The pace is drawn from Gamma(tries + .5, days): the same prior as for the rate of skills.
    """
    chances = _chances(settings.draws, settings.most_tries, settings.seed)
    paces = _paces(settings.draws, settings.seed, outlook.tries)
    model = np.array([outlook.known, outlook.learn, outlook.guess, outlook.slip, outlook.forget])
    needed = _tries_needed(model, outlook.tries, settings.secure_at, settings.secure_tries, chances)
    days = np.where(needed > settings.most_tries, np.inf, np.ceil(needed * max(outlook.days, 1) / paces))
    days.sort()
    low, median, high = (days[math.ceil(share * (len(days) - 1))] for share in (0.1, 0.5, 0.9))
    return Forecast(_finite(median), _finite(low), _finite(high))


def _finite(days: float) -> float | None:
    return float(days) if np.isfinite(days) else None


@cache
def _chances(draws: int, most: int, seed: int) -> NDArray[np.float64]:
    """Uniforms (draws, most tries, 3), the same for every student and skill."""
    return np.random.default_rng(seed).random((draws, most, 3))


@lru_cache(maxsize=1000)
def _paces(draws: int, seed: int, tries: int) -> NDArray[np.float64]:
    """Tries in the days so far, as they might have been: Gamma(tries + .5, 1), (draws,)."""
    return np.random.default_rng([seed, tries]).gamma(tries + 0.5, size=draws)


@kernel
def _tries_needed(model, tries, secure_at, secure_tries, chances):  # type: ignore[no-untyped-def]
    """Further tries until secure in each draw; one more than looked at where it never comes.

    Each draw follows a student: knows the skill or not, learns or forgets between tries, answers; and the estimate
    that such answers would give (Corbett & Anderson 1995: evidence, then transition).
    """
    known, learn, guess, slip, forget = model[0], model[1], model[2], model[3], model[4]
    draws, most = chances.shape[0], chances.shape[1]
    needed = np.full(draws, most + 1)
    for d in range(draws):
        estimate = known
        knows = chances[d, 0, 2] < known
        for t in range(most):
            estimate = estimate * (1 - forget) + (1 - estimate) * learn
            knows = chances[d, t, 0] >= forget if knows else chances[d, t, 0] < learn
            right = chances[d, t, 1] < (1 - slip if knows else guess)
            if right:
                estimate = estimate * (1 - slip) / (estimate * (1 - slip) + (1 - estimate) * guess)
            else:
                estimate = estimate * slip / (estimate * slip + (1 - estimate) * (1 - guess))
            if estimate >= secure_at and tries + t + 1 >= secure_tries:
                needed[d] = t + 1
                break
    return needed
