"""Drawn schools with a known effect of a strategy."""

import numpy as np

from waypost.measures.trials import DEFAULT, NEVER, possible_draws, treated_by_start

ICC = 0.2


def phase_in(rng, classes, periods, effect, settings=DEFAULT, uneven=0.0):
    """(outcomes, draws, classes, periods) of cells: classes and seasons differ, classes begin in steps by lottery.

    `uneven`: standard deviation of the effect between classes.
    """
    starts = rng.permutation(np.resize(np.arange(1, periods), classes))
    cls, period = (a.ravel() for a in np.meshgrid(np.arange(classes), np.arange(periods), indexing="ij"))
    draws = treated_by_start(possible_draws(starts, settings=settings), cls, period)
    own = effect + uneven * rng.normal(size=classes)
    noise = rng.normal(size=len(cls)) * 0.5
    y = rng.normal(size=classes)[cls] + rng.normal(size=periods)[period] + own[cls] * draws[0] + noise
    return y, draws, cls, period


def lots(rng, classes, effect, settings=DEFAULT):
    """One period, half of the classes with the strategy: (mean outcomes, draws, classes, periods)."""
    starts = rng.permutation(np.resize([0, NEVER], classes))
    cls, period = np.arange(classes), np.zeros(classes, int)
    draws = treated_by_start(possible_draws(starts, settings=settings), cls, period)
    return rng.normal(size=classes) + effect * draws[0], draws, cls, period


def parallel(rng, each, effect, uneven=0.0):
    """(outcomes, treated, classes) of students: `each` classes a side, of 8 to 30 students, alike by ICC."""
    sizes = rng.integers(8, 31, 2 * each)
    cls = np.repeat(np.arange(2 * each), sizes)
    treated = (cls < each).astype(float)
    own = effect + uneven * rng.normal(size=2 * each)
    y = ICC**0.5 * rng.normal(size=2 * each)[cls] + (1 - ICC) ** 0.5 * rng.normal(size=len(cls))
    return y + own[cls] * treated, treated, cls
