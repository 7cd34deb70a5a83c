"""Regression over students whose classes are alike within: CR2 errors with Satterthwaite degrees of freedom.

Bell & McCaffrey (2002); Pustejovsky & Tipton (2018), with independent students of one variance as the working model, as
clubSandwich does for lm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..least_squares import fit
from .numbers import DEFAULT, TrialSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clustered:
    """The difference the strategy makes, with 95 % limits; all None if `state` is "cant_tell" for want of classes."""

    state: str
    classes: tuple[int, int]
    students: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None
    df: float | None = None
    p: float | None = None


def clustered(
    outcome: ArrayLike,
    treated: ArrayLike,
    classes: ArrayLike,
    covariates: ArrayLike | None = None,
    settings: TrialSettings = DEFAULT,
) -> Clustered:
    """Least squares of a student's outcome on the strategy (0 or 1) and covariates (n, k) from before the start."""
    y, z, cls = np.asarray(outcome, np.float64), np.asarray(treated, np.float64), np.asarray(classes)
    columns = [np.ones(len(y)), z, *_columns(covariates, len(y))]
    return _judged(np.column_stack(columns), y, cls, _sides(z, cls), settings)


def interaction(
    outcome: ArrayLike,
    treated: ArrayLike,
    member: ArrayLike,
    classes: ArrayLike,
    covariates: ArrayLike | None = None,
    settings: TrialSettings = DEFAULT,
) -> Clustered:
    """How much more the strategy does for members (1) of a group fixed beforehand than for the others (0).

    The only honest way to speak of a subgroup: that it worked for these and "not" for those is no difference yet.
    `classes` of the result: those with members, with and without the strategy.
    """
    y, z, cls = np.asarray(outcome, np.float64), np.asarray(treated, np.float64), np.asarray(classes)
    m = np.asarray(member, np.float64)
    columns = [np.ones(len(y)), z * m, z, m, *_columns(covariates, len(y))]
    sides = _sides(z[m > 0], cls[m > 0])
    others = _sides(z[m == 0], cls[m == 0])
    return _judged(np.column_stack(columns), y, cls, min(sides, others, key=min), settings)


def _columns(covariates: ArrayLike | None, n: int) -> list[Floats]:
    return [] if covariates is None else list(np.asarray(covariates, np.float64).reshape(n, -1).T)


def _sides(treated: Floats, classes: NDArray[np.generic]) -> tuple[int, int]:
    return len(np.unique(classes[treated > 0])), len(np.unique(classes[treated == 0]))


def _judged(
    design: Floats,
    y: Floats,
    classes: NDArray[np.generic],
    sides: tuple[int, int],
    settings: TrialSettings,
) -> Clustered:
    """The second column of the design, judged."""
    if min(sides) < settings.classes_needed:
        return Clustered("cant_tell", sides, len(y))
    value, error, df = cr2(design, y, classes, 1)
    if not df > 0 or not error > 1e-12:
        return Clustered("cant_tell", sides, len(y))
    half = float(special.stdtrit(df, 1 - settings.level / 2)) * error
    p = 2 * float(special.stdtr(df, -abs(value) / error))
    state = "higher" if value > half else "lower" if value < -half else "no_clear_difference"
    return Clustered(state, sides, len(y), value, value - half, value + half, error, df, p)


def cr2(
    design: Floats, outcome: Floats, clusters: NDArray[np.generic], column: int
) -> tuple[float, float, float]:
    """(coefficient, CR2 standard error, Satterthwaite df) of one column.

    With g_c = A_c X_c (X'X)^-1 e_j: variance = sum((g_c' e_c)^2); df = (sum P_cc)^2 / sum(P_cd^2), where P_cd = g_c'
    (I - H)_cd g_d, which is what the squares in the variance have as covariances under the working model.
    """
    found = fit(design, outcome)
    influence = found.inverse[column]
    moved, square, sums = [], [], []
    for one in np.unique(clusters):
        here = clusters == one
        x = design[here]
        g = _adjustment(x, found.inverse) @ (x @ influence)
        moved.append(g)
        square.append(float(g @ found.residuals[here]) ** 2)
        sums.append(x.T @ g)
    loads = np.array(sums)
    p = -loads @ found.inverse @ loads.T
    p[np.diag_indices(len(p))] += [float(g @ g) for g in moved]
    df = float(np.trace(p)) ** 2 / float((p**2).sum())
    return float(found.values[column]), float(sum(square)) ** 0.5, df


def _adjustment(x: Floats, inverse: Floats) -> Floats:
    """A_c = (I - H_cc)^(-1/2), the symmetric root; directions that the class alone decides are left out."""
    values, vectors = np.linalg.eigh(np.eye(len(x)) - x @ inverse @ x.T)
    root = np.where(values > 1e-9, 1 / np.sqrt(np.clip(values, 1e-9, None)), 0.0)
    return np.asarray((vectors * root) @ vectors.T, np.float64)
