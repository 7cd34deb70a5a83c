"""Growth percentiles from scores of two years or more, by quantile regression as Betebenner's R package SGP has it.

The later score is regressed on cubic B-splines of each earlier one (knots at its quintiles, ends a tenth of the range
beyond), at the 100 quantiles .005, .015, ... .995; a student's predicted quantiles are put in order (Dette & Volgushev
2008), and the percentile is the number of them below the score reached, 1 at the least and 99 at the most. Each
regression is a linear programme, solved by HiGHS in its dual (Koenker 2005, section 6.2; Portnoy & Koenker 1997,
Statistical Science 12, 279-300, for many scores):

    maximise y'a  over  X'a = (1 - tau) X'1,  0 <= a <= 1

Only for whoever holds at least 1,000 pairs a grade and subject: fewer make percentiles of chance. Imported by commands
alone: the web process has no use for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.interpolate import BSpline
from scipy.optimize import linprog

from .group import DEFAULT, LEAST, MOST, GrowthPercentileSettings

Floats = NDArray[np.float64]
DEGREE = 3
KNOTS = (0.2, 0.4, 0.6, 0.8)
NEAR = 0.04  # share of the scores to each side of a line that may change sides at first
DRAWS = 100  # values of the error of measurement, evenly over its distribution


@dataclass(frozen=True, slots=True)
class Computed:
    """`percentiles` (whole numbers, 1 to 99) and `errors` in the order of the scores; both empty if "not_enough"."""

    state: str
    pairs: int
    percentiles: NDArray[np.int64]
    errors: Floats


def compute(
    scores: ArrayLike,
    priors: ArrayLike,
    sems: ArrayLike,
    settings: GrowthPercentileSettings = DEFAULT,
) -> Computed:
    """Scores of this year, (n,); earlier ones, (n,) or (n, years); standard errors of measurement of this year's.

    The error of a percentile is its spread when the score reached moves by its own error of measurement (as SGP
    simulates it; here over even steps, so that the same scores give the same errors).
    """
    y = np.asarray(scores, np.float64)
    x = np.asarray(priors, np.float64).reshape(len(y), -1)
    sem = np.asarray(sems, np.float64)
    if not (np.isfinite(y).all() and np.isfinite(x).all() and np.isfinite(sem).all() and (sem > 0).all()):
        raise ValueError("each student needs scores of both years and an error of measurement above 0")
    if len(y) < settings.pairs_needed:
        return Computed("not_enough", len(y), np.zeros(0, np.int64), np.zeros(0))
    predicted = predictions(y, x, settings)
    steps = special.ndtri((np.arange(DRAWS) + 0.5) / DRAWS)
    moved = np.stack([percentile(predicted, y + sem * z) for z in steps])
    # No error at all (a score above all quantiles) is more than anybody knows: one percentile is the least.
    errors = np.maximum(moved.std(axis=0), 1.0)
    return Computed("named", len(y), percentile(predicted, y), errors)


def predictions(y: Floats, x: Floats, settings: GrowthPercentileSettings = DEFAULT) -> Floats:
    """The ordered quantiles of the later score that each student's earlier ones predict, (n, quantiles)."""
    design = np.hstack([np.ones((len(y), 1)), *(basis(column, settings.reach) for column in x.T)])
    taus = (np.arange(settings.quantiles) + 0.5) / settings.quantiles
    found = np.sort(design @ regressions(y, design, taus), axis=1)
    return np.asarray(np.round(found, 5), np.float64)


def percentile(predicted: Floats, y: Floats) -> NDArray[np.int64]:
    """How many of the predicted quantiles lie below the score, within 1 to 99. A fitted line runs through some of the
    scores: those lie on it, not above, whatever the last digit of the arithmetic says."""
    below = np.round(100 * (predicted < np.round(y, 5)[:, None]).mean(axis=1)).astype(np.int64)
    return np.clip(below, int(LEAST), int(MOST))


def basis(prior: Floats, reach: float) -> Floats:
    """splines::bs(prior, knots, Boundary.knots): cubic B-splines without the first, which the intercept stands for."""
    least, most = float(prior.min()), float(prior.max())
    ends = (least - reach * (most - least), most + reach * (most - least))
    inner = np.unique(np.round(np.quantile(prior, KNOTS), 3))
    knots = np.concatenate([[ends[0]] * (DEGREE + 1), inner, [ends[1]] * (DEGREE + 1)])
    return np.asarray(BSpline.design_matrix(prior, knots, DEGREE).toarray()[:, 1:], np.float64)


def regressions(y: Floats, design: Floats, taus: Floats) -> Floats:
    """Coefficients of each quantile, (columns, quantiles): what quantreg's rq finds.

    From the second on, only scores near the line before may lie on either side of the new one; the others enter as one
    sum and are looked at afterwards (Portnoy & Koenker 1997). The optimum is the same, in a tenth of the time.
    """
    found = [_regression(y, design, taus[0], np.ones(len(y), bool), np.zeros(len(y), bool))]
    for tau in taus[1:]:
        found.append(_next(y, design, float(tau), found[-1]))
    return np.stack(found, axis=1)


def _next(y: Floats, design: Floats, tau: float, before: Floats) -> Floats:
    """The quantile after one whose line is known."""
    n, off = len(y), y - design @ before
    ranks = np.empty(n)
    ranks[np.argsort(off, kind="stable")] = np.arange(n)
    place, reach = tau * n, max(100.0, NEAR * n)
    while True:
        near = np.abs(ranks - place) <= reach
        above = ~near & (ranks > place)
        try:
            found = _regression(y, design, tau, near, above)
        except ValueError:  # too few left to part
            if near.all():
                raise
            reach *= 2
            continue
        side = y - design @ found
        if not ((above & (side < 0)) | (~near & ~above & (side > 0))).any():
            return found
        reach *= 2


def _regression(
    y: Floats, design: Floats, tau: float, near: NDArray[np.bool_], above: NDArray[np.bool_]
) -> Floats:
    """One linear programme over the scores that are near; a is 1 for those above, 0 for the rest."""
    right = (1 - tau) * design.sum(axis=0) - design[above].sum(axis=0)
    answer = linprog(-y[near], A_eq=design[near].T, b_eq=right, bounds=(0.0, 1.0), method="highs-ds")
    if not answer.success:
        raise ValueError(f"no regression at {tau}: {answer.message}")
    return -np.asarray(answer.eqlin.marginals, np.float64)
