"""Ordinary least squares for small tables, as lm of R: used by figures that compare groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (k) with their usual standard errors, residuals (n), (X'X)^-1 and degrees of freedom.

    Where columns explain each other, those that this touches have errors of NaN.
    """

    values: Floats
    errors: Floats
    residuals: Floats
    inverse: Floats
    df: int


def fit(design: Floats, outcome: Floats) -> Fit:
    """Least squares of `outcome` (n) on `design` (n, k), all columns; no intercept is added."""
    inverse, rank = _inverse(design)
    values = inverse @ (design.T @ outcome)
    residuals = outcome - design @ values
    df = len(outcome) - rank
    variance = float(residuals @ residuals) / df if df > 0 else float("nan")
    estimable = np.isclose(np.diag(inverse @ (design.T @ design)), 1.0, atol=1e-8)
    spread = np.where(estimable, np.diag(inverse), np.nan) * variance
    return Fit(values, np.sqrt(spread), residuals, inverse, df)


def _inverse(design: Floats) -> tuple[Floats, int]:
    """((X'X)^-1, rank), by its eigenvalues with columns of length 1, so that units decide nothing."""
    length = np.sqrt((design**2).sum(axis=0))
    length[length == 0] = 1.0
    values, vectors = np.linalg.eigh((design.T @ design) / np.outer(length, length))
    kept = values > 1e-11 * values.max(initial=0.0)
    part = vectors[:, kept] / length[:, None]
    return np.asarray((part / values[kept]) @ part.T, np.float64), int(kept.sum())
