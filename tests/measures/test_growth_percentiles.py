"""Oracles: t.test of R 4.2 and quantreg 5.94 with splines::bs (reference/growth_percentiles.R); ranks of equal beginners."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from waypost.measures.growth_percentiles import GrowthPercentileSettings, group
from waypost.measures.growth_percentiles.computed import compute, percentile, predictions

from .percentiles import group_coverage

FEW = GrowthPercentileSettings(pairs_needed=300)
STUDENTS = st.lists(st.tuples(st.integers(1, 99), st.floats(0.5, 30)), min_size=10, max_size=60)


def scores():
    """The scores of the reference: the same in R, without a random number."""
    i = np.arange(1, 301)
    before = 500 + 50 * ndtri((i - 0.5) / 300)
    first = 480 + 40 * ndtri(i * 0.7548776662466927 % 1) + 0.3 * (before - 500)
    after = (120 + 0.8 * before + 30 * (0.4 + before / 1000) * ndtri(i * 0.6180339887498949 % 1)).round(1)
    return after, before, first


def test_exact_percentiles_have_the_t_interval_of_r():
    """t.test(c(12, 30, 44, 51, 55, 58, 61, 70, 83, 95))$conf.int = 38.6111392146 73.1888607854"""
    found = group([12, 30, 44, 51, 55, 58, 61, 70, 83, 95], [1] * 10)
    assert (found.value, found.low, found.high) == pytest.approx((55.9, 38.6111392146, 73.1888607854))


def test_students_who_came_out_alike_are_no_surer_than_the_errors_of_their_percentiles():
    found = group([50] * 16, [12] * 16)
    assert found.half == pytest.approx(1.959963984540 * 12 / 4)
    assert found.of_error == 1
    assert group([50] * 16, [6] * 16).half == pytest.approx(found.half / 2)


def test_under_ten_students_nothing_is_named_and_no_students_are_not_nought():
    for n in (0, 1, 9):
        found = group([60] * n, [10] * n)
        assert (found.state, found.students, found.value, found.low) == ("not_enough", n, None, None)


@pytest.mark.parametrize(("p", "s"), [(0, 5), (100, 5), (float("nan"), 5), (50, 0), (50, float("nan"))])
def test_what_is_no_percentile_or_has_no_error_is_refused(p, s):
    with pytest.raises(ValueError, match="between 1 and 99"):
        group([p] + [50] * 10, [s] + [10] * 10)


@given(STUDENTS, st.randoms(use_true_random=False))
def test_the_order_of_students_changes_nothing_and_the_mean_lies_within_its_limits(students, dice):
    found = group(*zip(*students, strict=True))
    assert 1 <= found.low <= found.value <= found.high <= 99
    assert 0 < found.of_error <= 1
    dice.shuffle(students)
    again = group(*zip(*students, strict=True))
    assert (again.value, again.low, again.high) == pytest.approx((found.value, found.low, found.high))


@given(STUDENTS)
def test_a_scale_read_from_the_other_end_turns_the_interval_round(students):
    p, s = map(np.array, zip(*students, strict=True))
    one, other = group(p, s), group(100 - p, s)
    assert (100 - other.value, 100 - other.high, 100 - other.low) == pytest.approx(
        (one.value, one.low, one.high)
    )


@given(STUDENTS)
def test_larger_errors_never_make_the_group_surer(students):
    p, s = map(np.array, zip(*students, strict=True))
    assert group(p, s * 2).half >= group(p, s).half


def test_the_interval_holds_the_truth_in_a_small_simulation():
    """The declared coverage, quickly; at full size in proof_school.py."""
    assert group_coverage(np.random.default_rng(9), 12, 20, 300) >= 0.92


# -- worked out from scores ---------------------------------------------------------------------------------------------
def test_predicted_quantiles_are_those_of_quantreg():
    after, before, _first = scores()
    found = predictions(after, before[:, None])[np.ix_([0, 99, 249], [10, 50, 89])]
    assert found == pytest.approx(np.array(QUANTREG).reshape(3, 3).T, abs=2e-5)


#: t(apply(fitted(rq(after ~ bs(before))), 1, sort)) of students 1, 100, 250 at .105, .505, .895
QUANTREG = [399.113383, 470.170463, 523.384189, 409.4, 501.931416, 556.395922, 409.4, 535.119907, 588.81445]  # fmt: skip


def test_percentiles_from_one_and_two_earlier_years_are_those_of_rq_with_bs():
    """reference/growth_percentiles.R: the calls of R package SGP; the first twenty, the sum and the sum of squares."""
    after, before, first = scores()
    one = percentile(predictions(after, before[:, None]), after)
    assert one[:20].tolist() == [17, 8, 83, 44, 4, 66, 31, 92, 55, 18, 76, 39, 1, 62, 26, 87, 51, 13, 73, 36]  # fmt: skip
    assert (one.sum(), (one**2).sum()) == (14601, 962253)
    two = percentile(predictions(after, np.stack([before, first], axis=1)), after)
    assert two[:20].tolist() == [28, 3, 71, 1, 3, 59, 44, 88, 54, 17, 82, 29, 1, 66, 37, 83, 51, 13, 78, 30]  # fmt: skip
    assert (two.sum(), (two**2).sum()) == (14275, 932341)


def test_students_who_began_alike_have_their_rank_among_each_other():
    """The slow, obvious version: with eight beginnings only, the percentile is the share of one's equals that lies below."""
    rng = np.random.default_rng(4)
    before = np.repeat(np.arange(8.0), 40)
    after = rng.permuted(np.tile(np.arange(40.0), (8, 1)), axis=1).ravel() + 10 * before
    found = compute(after, before, np.ones(320), GrowthPercentileSettings(pairs_needed=320)).percentiles
    ranks = 100 * ((after - 10 * before) + 0.5) / 40
    assert np.abs(found - ranks).max() <= 3


def test_under_a_thousand_pairs_no_percentile_is_worked_out():
    found = compute(np.arange(999.0), np.arange(999.0), np.ones(999))
    assert (found.state, found.pairs, len(found.percentiles)) == ("not_enough", 999, 0)


def test_the_order_of_students_and_the_unit_of_scores_change_no_percentile():
    after, before, _first = scores()
    sem = np.full(300, 12.0)
    found = compute(after, before, sem, FEW)
    order = np.random.default_rng(5).permutation(300)
    again = compute(after[order], before[order], sem, FEW)
    assert np.array_equal(again.percentiles, found.percentiles[order])
    assert np.array_equal(compute(2 * after + 100, before, 2 * sem, FEW).percentiles, found.percentiles)


def test_a_surer_test_gives_surer_percentiles_and_none_is_exact():
    after, before, _first = scores()
    rough, fine = (compute(after, before, np.full(300, sem), FEW).errors for sem in (20.0, 0.001))
    assert rough.mean() > 10
    assert np.median(fine) == fine.min() == 1


def test_scores_that_are_missing_are_refused():
    with pytest.raises(ValueError, match="both years"):
        compute([1.0, float("nan")], [1.0, 2.0], [1.0, 1.0])
