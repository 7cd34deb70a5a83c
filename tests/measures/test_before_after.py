"""Oracles: SingleCaseES, scan, cor.test and lm (reference/before_after.R); Parker & Vannest 2009; scipy.stats; slow versions."""

from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waypost.measures.before_after import (
    BeforeAfterSettings,
    around_signal,
    before_after,
    by_week,
    kendall,
    newcombe5,
    overlap,
    served_earlier_or_later,
    theil_sen,
)

from .useless_help import share_said_higher

A, B = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
PARKER_A, PARKER_B = [4, 3, 4, 3, 4, 7, 5, 2, 3, 2], [5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9]
SCAN_A, SCAN_B = [33, 25, 17, 25, 14, 13, 15], [15, 16, 16, 5, 7, 9, 6, 5, 3, 3, 8, 11, 7]
BEFORE = [.35,.42,.50,.38,.61,.45,.52,.40,.33,.55, .41,.47,.36,.58,.44,.39,.51,.48,.62,.37]  # fmt: skip
LATER = [.52,.55,.60,.50,.75,.58,.66,.49,.47,.70, .44,.50,.41,.60,.43,.47,.52,.55,.61,.38]  # fmt: skip


def floats(values):
    return np.asarray(values, np.float64)


def series(before, after, **more):
    """Points on days 1, 2, 3, ...; help starts with the first of `after`."""
    days = np.arange(1, len(before) + len(after) + 1)
    return before_after(days, [*before, *after], raised=None, started=len(before) + 1, **more)


@pytest.mark.parametrize(
    ("before", "after", "nap", "low", "high"),
    [
        (A, B, 0.916666666667, 0.597340610527, 0.98601758459),  # SingleCaseES::NAP
        (PARKER_A, PARKER_B, 0.963636363636, 0.749974108078, 0.99507289924),  # printed: .96
    ],
)
def test_nap_and_its_interval_are_those_of_singlecasees(before, after, nap, low, high):
    found = overlap(floats(before), floats(after))
    # uniroot stops 1e-4 from its root; the values of the package are given as it prints them.
    assert (found.nap, found.low, found.high) == pytest.approx((nap, low, high), abs=1e-4)
    assert found.tau == pytest.approx((2 * nap - 1, 2 * low - 1, 2 * high - 1), abs=2e-4)


def test_where_lower_is_better_nap_is_that_of_improvement_decrease():
    found = series(A, B, higher_is_better=False)
    assert found.overlap.nap == pytest.approx(0.0833333333333)
    assert (found.overlap.low, found.overlap.high) == pytest.approx(
        (0.0139824154099, 0.402659389473), abs=1e-4
    )
    assert (found.verdict, found.better) == ("higher_afterwards", False)


def hanley_mcneil(x, m, n):
    """Variance of NAP for exponential values; Newcombe puts the mean of m and n for each of them (2006, method 5)."""
    both = (m + n) / 2
    q1, q2 = x / (2 - x), 2 * x * x / (1 + x)
    return (x * (1 - x) + (both - 1) * (q1 - x * x) + (both - 1) * (q2 - x * x)) / (m * n)


@given(st.integers(3, 12), st.integers(3, 12), st.data())
def test_newcombes_limits_are_the_ends_of_all_values_that_a_score_test_keeps(m, n, data):
    nap = data.draw(st.integers(0, 2 * m * n)) / (2 * m * n)
    grid = np.linspace(0, 1, 20_001)[1:-1]
    kept = grid[(nap - grid) ** 2 <= 1.959964**2 * hanley_mcneil(grid, m, n)]
    low, high = newcombe5(nap, m, n)
    assert (low, high) == pytest.approx((kept[0] if nap else 0, kept[-1] if nap < 1 else 1), abs=6e-5)
    assert newcombe5(1 - nap, n, m) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_points_that_do_not_overlap_at_all_still_have_an_interval_of_some_width():
    low, high = newcombe5(1.0, 5, 6)
    assert high == 1.0
    assert 0.6 < low < 0.75


@given(
    st.lists(st.integers(0, 6), min_size=5, max_size=9), st.lists(st.integers(0, 6), min_size=5, max_size=9)
)
def test_nap_counts_pairs_one_by_one(before, after):
    points = sum((b > a) + 0.5 * (b == a) for a in before for b in after)
    found = series(before, after)
    assert found.overlap.nap == pytest.approx(points / (len(before) * len(after)))
    assert found.overlap.low <= found.overlap.nap <= found.overlap.high
    mirrored = series([-v for v in before], [-v for v in after], higher_is_better=False)
    assert mirrored.overlap.nap == pytest.approx(found.overlap.nap)
    assert mirrored.better is found.better


@pytest.mark.parametrize(
    ("values", "tau", "p"),
    [
        ([2, 3, 5, 6, 8, 9], 1, 0.00277777777778),
        ([2, 3, 3, 5, 6, 6, 8], 0.951189731211, 0.00349808538898),
        ([5, 3, 4, 4, 1], -0.527046276695, 0.206507295485),
        ([5, 1, 4, 2, 3, 7, 6, 8], 0.5, 0.108680555556),
        (SCAN_A, -0.683130051064, 0.033440638664),  # scan's kendall_tau, too
    ],
)
def test_the_trend_of_a_baseline_is_judged_as_cor_test_does(values, tau, p):
    assert kendall(np.arange(1.0, len(values) + 1), floats(values)) == pytest.approx((tau, p))


@given(st.lists(st.integers(0, 30), min_size=3, max_size=9))
def test_kendall_agrees_with_scipy(values):
    days = np.arange(len(values))
    ours, p = kendall(floats(days), floats(values))
    if len(set(values)) == 1:
        assert (ours, p) == (0, 1)
        return
    method = "exact" if len(set(values)) == len(values) else "asymptotic"
    theirs = stats.kendalltau(days, values, method=method)
    assert (ours, p) == pytest.approx((theirs.statistic, theirs.pvalue))


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_the_exact_p_counts_all_orders(n):
    days = np.arange(float(n))
    taus = [abs(kendall(days, floats(order))[0]) for order in permutations(range(n))]
    for order in list(permutations(range(n)))[:: max(1, n)]:
        tau, p = kendall(days, floats(order))
        assert p == pytest.approx(np.mean([t >= abs(tau) - 1e-12 for t in taus]))


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=2, max_size=10, unique_by=lambda p: p[0]
    )
)
def test_theil_sen_agrees_with_scipy(points):
    days, values = (floats(column) for column in zip(*points, strict=True))
    assert theil_sen(days, values) == pytest.approx(stats.theilslopes(values, days).slope)


def test_a_baseline_that_was_already_rising_explains_what_came_after():
    """SingleCaseES::Tau_BC(rising, after): slope 1.5, Tau-BC = -1, where plain Tau is near 1."""
    found = series([2, 3, 5, 6, 8, 9], [9, 11, 10, 13, 14, 12])
    assert found.verdict == "higher_afterwards"
    assert found.trend.slope == pytest.approx(1.5)
    assert found.trend.overlap.tau[0] == pytest.approx(-1)


def test_a_falling_baseline_corrected_as_scan_does():
    """scan::corrected_tau's example: slope -3; corrected tau-b .699462158968; SingleCaseES::Tau_BC = 1."""
    found = series(SCAN_A, SCAN_B)
    assert found.trend.slope == pytest.approx(-3)
    assert found.trend.tau_b == pytest.approx(0.699462158968)
    assert found.trend.overlap.nap == 1
    turned = series(SCAN_A, SCAN_B, higher_is_better=False)
    assert turned.trend.overlap.nap == 0
    assert turned.trend.tau_b == pytest.approx(-0.699462158968)


def test_a_baseline_without_a_trend_is_left_alone():
    assert series(A, B).trend is None
    assert series([5, 5, 5, 5, 5], [6, 7, 8, 9, 9]).trend is None


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [(0, 9, "picture_only"), (9, 0, "picture_only"), (2, 9, "picture_only"), (9, 2, "picture_only"),
     (3, 9, "too_few"), (9, 4, "too_few"), (4, 4, "too_few"), (5, 5, "higher_afterwards")],
)  # fmt: skip
def test_few_points_give_a_picture_or_say_that_they_are_too_few(before, after, verdict):
    found = series([1.0] * before, [2.0] * after)
    assert found.verdict == verdict
    assert (found.overlap is None) == (verdict != "higher_afterwards")
    assert (len(found.before), len(found.after)) == (before, after)


def test_the_baseline_ends_before_the_first_observation_that_raised_the_signal():
    """The two lowest weeks raised the signal: counted as before, they would make anything look like help."""
    days = np.arange(1, 15)
    values = [5, 6, 5, 6, 5, 6, 1, 1, 5, 6, 5, 6, 5, 6]
    found = before_after(days, values, raised=7, started=9)
    assert [d for d, _ in found.before] == [1, 2, 3, 4, 5, 6]
    assert found.between == ((7, 1.0), (8, 1.0))
    assert (found.verdict, found.overlap.nap) == ("no_clear_change", 0.5)
    assert before_after(days, values, raised=None, started=9).overlap.nap > 0.5


def test_the_order_of_points_changes_nothing():
    rng = np.random.default_rng(5)
    days, values = np.arange(16), rng.normal(size=16)
    order = rng.permutation(16)
    one = before_after(days, values, raised=7, started=9)
    assert before_after(days[order], values[order], raised=7, started=9) == one


def test_a_week_that_spans_a_border_is_cut_there():
    monday = date(2026, 3, 2).toordinal()
    days = monday + np.array([0, 2, 4, 7, 8, 10, 14])
    begin, share = by_week(
        days, [1, 1, 0, 2, 0, 3, 0], [2, 2, 1, 2, 2, 3, 0], raised=monday + 8, started=monday + 9
    )
    assert (begin - monday).tolist() == [0, 7, 8, 10]
    assert share.tolist() == [0.4, 1, 0, 1]


def test_served_earlier_is_set_beside_served_later_as_lm_does():
    wait = [2] * 10 + [np.nan] * 5 + [30] * 5
    found = served_earlier_or_later(BEFORE, LATER, wait)
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.1021404844291, 0.0762783515637, 0.1280026172944)
    )
    assert (found.state, found.earlier, found.later) == ("higher_afterwards", 10, 10)


def test_who_was_served_in_between_or_has_no_points_belongs_to_neither_group():
    wait = [2] * 10 + [30] * 10
    more = served_earlier_or_later([*BEFORE, 0.1, np.nan], [*LATER, 0.9, 0.9], [*wait, 10, 2])
    assert more == served_earlier_or_later(BEFORE, LATER, wait)
    assert served_earlier_or_later(BEFORE[:14], LATER[:14], wait[:14]).state == "not_enough"
    assert served_earlier_or_later([0.5] * 20, [0.5] * 20, wait).state == "no_variation"


def test_both_groups_are_looked_at_over_the_same_days_after_the_signal():
    days = [1, 2, 3, 4, 5, 9, 10, 11, 25, 26]
    values = [1, 1, 1, 9, 9, 9, 9, 2, 4, 9]
    assert around_signal(days, values, raised=4, signal=5) == (1, 3)
    assert np.isnan(around_signal(days, values, raised=1, signal=5)[0])


def test_useless_help_at_the_worst_week_says_higher_no_more_often_than_chance():
    """Quickly; at full size in proof_before_after.py."""
    ours, as_others_do, chance = share_said_higher(np.random.default_rng(11), 1500, 0.0)
    assert ours <= chance + 2 * (2 * chance * (1 - chance) / 1500) ** 0.5
    assert ours <= 0.04
    assert as_others_do > 1.4 * ours


def test_fewer_points_may_be_asked_for_by_a_school():
    few = BeforeAfterSettings(verdict_from=3)
    assert series([1, 2, 3], [4, 5, 6], settings=few).overlap.nap == 1
