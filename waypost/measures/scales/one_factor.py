"""Omega of one factor, by maximum likelihood (Jöreskog 1967; McDonald 1999)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .numbers import DEFAULT, ScaleSettings
from .reliability import Reliability, complete

Floats = NDArray[np.float64]


def omega(answers: ArrayLike, settings: ScaleSettings = DEFAULT) -> Reliability:
    """How much of the variance of the sum one common factor explains, by the model's own variance of the sum.

    Not computable: fewer than three items, an item without variance, a unique variance at its lower bound (a Heywood
    case), or a fit that does not settle.
    """
    table = complete(answers)
    n, items = table.shape
    if n < settings.reliability_needed:
        return Reliability("not_enough", n)
    spread = table.std(axis=0)
    if items < 3 or not spread.all():
        return Reliability("not_computable", n)
    fitted = one_factor(_correlations(table), settings.smallest_unique)
    if fitted is None:
        return Reliability("not_computable", n)
    loadings, unique = fitted
    common = float((loadings * spread).sum()) ** 2
    return Reliability("named", n, common / (common + float((unique * spread**2).sum())))


def _correlations(table: Floats) -> Floats:
    return np.asarray(np.corrcoef(table, rowvar=False), np.float64)


def one_factor(correlations: Floats, smallest: float) -> tuple[Floats, Floats] | None:
    """(loadings, unique variances) of the ML fit to a correlation matrix; None where it has no proper solution."""
    from scipy import optimize  # 24 MB and 0.2 s that a web process needs for this alone

    start = np.clip(0.5 / np.diag(np.linalg.pinv(correlations)), smallest * 2, 1.0)
    found = optimize.minimize(
        _discrepancy,
        start,
        args=(correlations,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(smallest, 1.0)] * len(start),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    if (found.x <= smallest * 1.01).any() or np.abs(_inside(found.jac, found.x)).max() > 1e-4:
        return None
    return _loadings(found.x, correlations), found.x


def _inside(gradient: Floats, unique: Floats) -> Floats:
    """The gradient, but for items at the upper bound (no loading at all), where it may point outwards."""
    return np.where(unique >= 1.0, 0.0, gradient)


def _scaled(unique: Floats, correlations: Floats) -> tuple[Floats, Floats]:
    root = 1 / np.sqrt(unique)
    eigen, vectors = np.linalg.eigh(correlations * root[:, None] * root[None, :])
    return eigen, vectors


def _loadings(unique: Floats, correlations: Floats) -> Floats:
    """The best loadings for given unique variances: the first eigenvector (Jöreskog 1967, eq. 18)."""
    eigen, vectors = _scaled(unique, correlations)
    first = vectors[:, -1] * np.sqrt(max(eigen[-1] - 1, 0.0)) * np.sqrt(unique)
    return first if first.sum() >= 0 else -first


def _discrepancy(unique: Floats, correlations: Floats) -> tuple[float, Floats]:
    """The likelihood's discrepancy with the loadings profiled out, and its gradient by the unique variances."""
    eigen, _ = _scaled(unique, correlations)
    rest = np.clip(eigen[:-1], 1e-12, None)
    loadings = _loadings(unique, correlations)
    gradient = (loadings**2 + unique - np.diag(correlations)) / unique**2
    return float((rest - np.log(rest) - 1).sum()), gradient
