"""Oracles: R package smaa 0.3-3 (reference/school.R, 400,000 draws); cases of two indicators by hand; slow draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.measures.weights import WeightSettings, robustness

CHANGE, ERROR = [0.8, -0.4, 0.3, -0.1], [0.3, 0.2, 0.4, 0.1]
ONE = {"staff": [[40, 30, 20, 10]]}


def test_shares_and_central_weights_are_those_of_smaa():
    found = robustness(CHANGE, ERROR, [1] * 4, ONE)
    assert found.charter == pytest.approx(0.9446725, abs=0.001)  # exact here, drawn there
    assert found.anybody == pytest.approx(0.6984525, abs=0.008)
    assert found.central == pytest.approx([0.307068258, 0.192585489, 0.267730442, 0.232615811], abs=0.006)


@pytest.mark.parametrize(("up", "down"), [(1, 1), (3, 1), (1, 4)])
def test_with_two_sure_changes_it_is_the_share_of_weights_that_favour_the_first(up, down):
    """w up > (1 - w) down from w = down / (up + down) on."""
    found = robustness([up, -down], [0, 0], [1, 1], {"staff": [[1, 1]]})
    assert found.anybody == pytest.approx(up / (up + down), abs=0.012)
    assert found.charter == (1 if up > down else 0 if up < down else 0.5)


def test_what_is_worthwhile_is_the_unit():
    one = robustness([2, -0.1], [0, 0], [4, 0.1], {"staff": [[1, 1]]})
    assert one.charter == 0  # half a worthwhile change up, a whole one down


def test_two_hundred_students_weigh_no_more_than_ten_partners():
    groups = {"students": [[100, 0]] * 200, "partners": [[0, 100]] * 10}
    found = robustness([1, -0.9], [0.5, 0.5], [1, 1], groups)
    assert found.weights == (0.5, 0.5)
    assert found.persons == pytest.approx((found.groups["students"] + found.groups["partners"]) / 2)
    few = robustness([1, -0.9], [0.5, 0.5], [1, 1], groups | {"students": [[100, 0]] * 3})
    assert (few.charter, few.persons) == (found.charter, pytest.approx(found.persons))


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(0.05, 2), st.floats(0.1, 2)), min_size=2, max_size=5),
    st.integers(0, 1000),
)
def test_a_share_counts_draws_of_chance(indicators, seed):
    change, error, unit = (np.array(column) for column in zip(*indicators, strict=True))
    rng = np.random.default_rng(seed)
    points = {"a": rng.uniform(0, 9, (3, len(change))), "b": rng.uniform(0, 9, (2, len(change)))}
    found = robustness(change, error, unit, points, WeightSettings(draws=10))
    drawn = rng.normal(change, error, (20_000, len(change))) / unit
    assert found.charter == pytest.approx((drawn @ np.array(found.weights) > 0).mean(), abs=0.02)
    turned = robustness(-change, error, unit, points, WeightSettings(draws=10))
    assert turned.charter == pytest.approx(1 - found.charter)
    assert turned.anybody == pytest.approx(1 - found.anybody)


def test_whoever_gave_no_points_has_no_weights():
    found = robustness([1, 1], [1, 1], [1, 1], {"staff": [[0, 0], [100, 0]], "families": []})
    assert found.weights == (1.0, 0.0)
    with pytest.raises(ValueError, match="nobody"):
        robustness([1], [1], [1], {"staff": [[0]]})
    with pytest.raises(ValueError, match="worthwhile"):
        robustness([1], [1], [0], {"staff": [[1]]})


def test_nothing_that_changed_favours_neither_year():
    found = robustness([0, 0], [0, 0], [1, 1], {"staff": [[1, 1]]})
    assert (found.charter, found.anybody) == (0.5, 0.5)
