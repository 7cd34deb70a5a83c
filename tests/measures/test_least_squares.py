"""Oracle: numpy's least squares and the textbook formula; columns that explain each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures.least_squares import fit


@given(st.integers(0, 10_000), st.integers(4, 30), st.integers(1, 3), st.floats(0.001, 1000))
def test_a_fit_is_that_of_numpy_whatever_the_units(seed, n, k, unit):
    rng = np.random.default_rng(seed)
    design = rng.normal(size=(n, k)) * unit ** np.arange(k)
    outcome = rng.normal(size=n)
    found = fit(design, outcome)
    values, squares, _, _ = np.linalg.lstsq(design, outcome)
    assert found.values == pytest.approx(values, rel=1e-6)
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * squares[0] / (n - k))
    assert found.errors == pytest.approx(errors, rel=1e-5)
    assert found.df == n - k


def test_columns_that_explain_each_other_have_no_error_and_spoil_no_other():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 12))
    outcome = rng.normal(size=12)
    found = fit(np.column_stack([np.ones(12), first, 2 * first, second]), outcome)
    alone = fit(np.column_stack([np.ones(12), first, second]), outcome)
    assert np.isnan(found.errors).tolist() == [False, True, True, False]
    assert found.errors[3] == pytest.approx(alone.errors[2])
    assert found.residuals == pytest.approx(alone.residuals)
    assert found.df == alone.df
