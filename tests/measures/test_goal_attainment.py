"""Oracle: Kiresuk & Sherman (1968), and T standardized by drawn goals of the correlation that it supposes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures.goal_attainment import Goal, attainment, t_score


def goals(levels_of):
    return [Goal(who, x, "together", made_easier=x > 0) for who, levels in levels_of.items() for x in levels]


@pytest.mark.parametrize(
    ("levels", "t"),
    [([1, 1, 1], 63.69), ([0, 0, 0], 50.0), ([-1, -1, -1], 36.31), ([2], 70.0), ([2, 2, 2], 77.39), ([1, 0, -1], 50.0)],
)  # fmt: skip
def test_t_is_that_of_the_published_formula(levels, t):
    """Three goals of equal weight: the divisor is sqrt(.7 * 3 + .3 * 9) = sqrt(4.8), a step of all is 13.69."""
    assert t_score(levels) == pytest.approx(t, abs=0.005)


def test_t_has_a_standard_deviation_of_ten_for_goals_of_the_supposed_correlation():
    rng = np.random.default_rng(68)
    drawn = np.sqrt(0.3) * rng.normal(size=(20_000, 1)) + np.sqrt(0.7) * rng.normal(size=(20_000, 4))
    scores = [t_score(row, [1, 2, 3, 1]) for row in drawn]
    assert np.std(scores) == pytest.approx(10, abs=0.15)
    assert np.mean(scores) == pytest.approx(50, abs=0.2)


levels = st.lists(st.integers(-2, 2), min_size=1, max_size=6)


@given(levels, st.floats(0.1, 9))
def test_only_the_proportions_of_weights_matter_and_a_step_up_never_lowers_t(xs, scale):
    assert t_score(xs, [scale] * len(xs)) == pytest.approx(t_score(xs))
    assert t_score([x + 1 for x in xs]) > t_score(xs)
    assert t_score([-x for x in xs]) == pytest.approx(100 - t_score(xs))


def test_a_group_has_a_figure_from_ten_students_with_three_goals_on():
    nine = {who: [1, 1, 1] for who in range(9)}
    assert attainment(goals(nine)).state == "not_enough"
    assert attainment(goals(nine | {9: [2, 2]})).t is None
    found = attainment(goals(nine | {9: [0, 0, -1], 10: [-2, -2]}))
    assert (found.students, found.goals) == (10, 30)
    assert found.t == pytest.approx((9 * t_score([1, 1, 1]) + t_score([0, 0, -1])) / 10)
    assert found.as_expected == pytest.approx(29 / 30)
    assert found.made_easier == pytest.approx(27 / 30)
    assert found.set_by == {"together": 1.0}


@given(st.dictionaries(st.integers(0, 30), levels, max_size=20), st.randoms())
def test_the_order_of_goals_changes_nothing(levels_of, random):
    given_goals = goals(levels_of)
    turned = list(given_goals)
    random.shuffle(turned)
    one, other = attainment(given_goals), attainment(turned)
    assert (one.state, one.as_expected) == (other.state, other.as_expected)
    assert one.t == pytest.approx(other.t) if one.t is not None else other.t is None
