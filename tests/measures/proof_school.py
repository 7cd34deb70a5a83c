"""Figures of the school at full size: coverage of effects, average coverage of groups. For `make proof`."""

import numpy as np
import pytest

from waypost.measures.effects import same_students, shares, two_groups

from ..proof import record
from .groups import average_coverage
from .percentiles import group_coverage

pytestmark = pytest.mark.proof
SETS = 2000


def within(line, share, most=0.975):
    record(line, f"{share:.3f} of {SETS}", f"0.93 to {most}", 0.93 <= share <= most)
    assert 0.93 <= share <= most


@pytest.mark.parametrize("truth", [0.0, 0.5])
@pytest.mark.parametrize("students", [10, 40])
def test_limits_of_g_hold_the_truth(students, truth):
    rng = np.random.default_rng(students)
    apart, again = [], []
    for _ in range(SETS):
        usual = rng.normal(size=students)
        later = truth + 0.7 * usual + (1 - 0.49) ** 0.5 * rng.normal(size=students)
        again.append(same_students(usual, later))
        apart.append(two_groups(usual, truth + rng.normal(size=students)))
    for name, found in (("two groups", apart), ("the same students", again)):
        share = float(np.mean([f.low <= truth <= f.high for f in found]))
        within(f"g = {truth} of {name}, {students} each", share)


@pytest.mark.parametrize(("first", "second"), [(0.3, 0.5), (0.8, 0.9)])
@pytest.mark.parametrize("n", [20, 100])
def test_limits_of_a_difference_of_shares_hold_the_truth(n, first, second):
    rng = np.random.default_rng(n)
    drawn = rng.binomial(n, [[first, second]] * SETS)
    found = [shares(int(a), n, int(b), n) for a, b in drawn]
    share = float(np.mean([f.low <= second - first <= f.high for f in found]))
    within(f"shares {first} and {second}, {n} each", share, most=1.0)


@pytest.mark.parametrize("tau", [0.0, 0.1, 0.2, 0.5])
@pytest.mark.parametrize("groups", [5, 8, 15, 30])
def test_limits_of_groups_hold_on_average(groups, tau):
    share = average_coverage(np.random.default_rng(groups), groups, tau, SETS)
    within(f"{groups} groups, tau {tau} (on average)", share, most=1.0)


@pytest.mark.parametrize("spread", [0.0, 8.0, 22.0])
@pytest.mark.parametrize("students", [10, 30, 120])
def test_limits_of_a_mean_growth_percentile_hold_the_truth(students, spread):
    share = group_coverage(np.random.default_rng(students), students, spread, SETS)
    within(f"mean growth percentile of {students}, spread {spread:g}", share)
