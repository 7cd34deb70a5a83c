"""Oracles: metafor 3.8-1 (reference/school.R), Borenstein et al. 2009, Newcombe 1998, VanderWeele & Ding 2017."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waypost.measures import effects
from waypost.measures.effects import e_value, e_values, match, same_students, shares, small_sample, two_groups


def with_moments(mean, spread, n):
    """n values of just that mean and standard deviation."""
    values = np.linspace(-1, 1, n)
    return mean + spread * (values - values.mean()) / values.std(ddof=1)


def exact_correction(df):
    """Hedges' c(df) by the gamma function, which metafor uses; J is its usual approximation."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def test_g_of_two_groups_is_borensteins_and_metafors():
    """Borenstein et al. (2009), chapter 4: d = .5970, J = .9923, g = .5924; escalc("SMD"): g .592440, v .041755."""
    found = two_groups(with_moments(100, 4.5, 50), with_moments(103, 5.5, 50))
    assert found.value == pytest.approx(0.5924, abs=5e-5)
    assert small_sample(98) == pytest.approx(0.9923, abs=5e-5)
    assert found.value * exact_correction(98) / small_sample(98) == pytest.approx(0.5924396230348)
    assert found.error**2 == pytest.approx(0.0417549235347, rel=1e-5)
    assert found.high - found.low == pytest.approx(2 * stats.t.ppf(0.975, 98) * found.error)


def test_g_of_the_same_students_is_metafors_smcr():
    before = with_moments(100.4, 9.8, 40)
    other = np.random.default_rng(1).permutation(before)
    rest = other - np.polyval(np.polyfit(before, other, 1), before)
    after = (
        105.2
        + 0.65 * (before - before.mean())
        + (rest - rest.mean()) / rest.std(ddof=1) * 9.8 * (1 - 0.65**2) ** 0.5
    )
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(0.65)
    found = same_students([*before, np.nan], [*after, 100])
    assert found.value * exact_correction(39) / small_sample(39) == pytest.approx(0.4803057495577)
    assert found.error**2 == pytest.approx(0.0203836701632, rel=1e-4)
    assert found.n == (40, 40)


def test_shares_have_newcombes_printed_limits():
    """Newcombe (1998), table II: 56/70 and 48/80, method 10."""
    found = shares(48, 80, 56, 70)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("ratio", "printed"), [(3.9, 7.26), (1.8, 3.0), (0.8, 1.81), (0.91, 1.43), (1.0, 1.0)]
)
def test_e_values_are_those_printed_by_vanderweele_and_ding(ratio, printed):
    assert e_value(ratio) == pytest.approx(printed, abs=0.005)


def test_the_nearer_limit_decides_and_an_interval_around_nothing_needs_no_hidden_cause():
    assert e_values(0.3, -0.1, 0.7)[1] == 1
    up, down = e_values(0.5, 0.2, 0.8), e_values(-0.5, -0.8, -0.2)
    assert up == pytest.approx(down)
    assert up == pytest.approx((e_value(math.exp(0.455)), e_value(math.exp(0.182))))


numbers = st.lists(st.floats(-50, 50), min_size=5, max_size=20)


@given(numbers, numbers)
def test_turning_the_groups_turns_the_sign(a, b):
    one, other = two_groups(a, b), two_groups(b, a)
    assert one.state == other.state
    if one.value is not None:
        assert one.value == pytest.approx(-other.value, abs=1e-9)
        assert one.low == pytest.approx(-other.high, abs=1e-9)


@given(st.floats(0.1, 40), st.floats(-30, 30))
def test_units_do_not_matter(scale, shift):
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=12), rng.normal(size=12) + 0.4
    assert two_groups(a * scale + shift, b * scale + shift).value == pytest.approx(two_groups(a, b).value)
    assert same_students(a * scale + shift, b * scale + shift).low == pytest.approx(same_students(a, b).low)


def test_too_few_or_all_alike_say_so():
    assert two_groups([1, 2, 3, 4], [1, 2, 3, 4, 5]).state == "not_enough"
    assert two_groups([3] * 6, [3] * 6).state == "no_variation"
    assert same_students([3] * 6, [1, 2, 3, 4, 5, 6]).state == "no_variation"
    assert shares(1, 4, 1, 9).state == "not_enough"


def test_groups_that_differ_too_much_from_the_start_are_not_compared():
    start = with_moments(50, 10, 20)
    assert match(start, with_moments(52, 10, 20)) == (pytest.approx(0.2), "adjust")
    assert match(start, with_moments(53, 10, 20)) == (pytest.approx(0.3), "refuse")
    assert match([1], [1, 2])[1] == "refuse"
    assert match([1, 1], [2, 2])[1] == "refuse"
    assert effects.DEFAULT.adjusted_up_to == 0.25
