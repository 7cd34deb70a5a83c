"""Ordinary least squares for small tables, as lm of R: used by figures that compare groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (k) with their usual standard errors, residuals (n), (X'X)^-1 and degrees of freedom.

    A column that others already explain gets a coefficient of 0 and errors of NaN in all columns it touches.
    """

    values: Floats
    errors: Floats
    residuals: Floats
    inverse: Floats
    df: int


def fit(design: Floats, outcome: Floats) -> Fit:
    """Least squares of `outcome` (n) on `design` (n, k), all columns; no intercept is added."""
    inverse: Floats = np.asarray(np.linalg.pinv(design.T @ design, hermitian=True), np.float64)
    values = inverse @ design.T @ outcome
    residuals = outcome - design @ values
    rank = int(np.linalg.matrix_rank(design))
    df = len(outcome) - rank
    variance = float(residuals @ residuals) / df if df > 0 else float("nan")
    estimable = np.isclose(np.diag(inverse @ design.T @ design), 1.0, atol=1e-8)
    spread = np.where(estimable, np.diag(inverse), np.nan) * variance
    return Fit(values, np.sqrt(spread), residuals, inverse, df)
