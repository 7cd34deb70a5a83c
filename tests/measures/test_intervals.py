"""Oracles: the tables of Newcombe 1998 and scipy.stats."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from scipy.stats import binomtest

from waypost.measures import intervals

# Newcombe RG (1998) Two-sided confidence intervals for the single proportion, Statist. Med. 17, Table I, method 3.
NEWCOMBE_SINGLE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Newcombe RG (1998) Interval estimation for the difference, Statist. Med. 17, Table II, method 10.
NEWCOMBE_DIFFERENCE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("hits", "n", "low", "high"), NEWCOMBE_SINGLE)
def test_wilson_gives_the_printed_limits_of_newcombe_1998(hits, n, low, high):
    assert intervals.wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE_DIFFERENCE)
def test_newcombe_gives_the_printed_limits_of_method_10(a, m, b, n, low, high):
    assert intervals.newcombe(a, m, b, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy(case):
    hits, n = case
    known = binomtest(hits, n).proportion_ci(method="wilson")
    assert intervals.wilson(hits, n) == pytest.approx((known.low, known.high), abs=1e-12)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_a_proportion_of_nothing_is_refused_with_both_numbers_named(hits, n):
    with pytest.raises(ValueError, match=f"{hits} of {n}"):
        intervals.wilson(hits, n)


positive = st.floats(0.05, 200)


@given(st.integers(0, 40), st.integers(0, 40), positive, positive)
def test_beta_binomial_agrees_with_scipy(k, n, alpha, beta):
    assert intervals.beta_binomial_cdf(k, n, alpha, beta) == pytest.approx(
        stats.betabinom.cdf(k, n, alpha, beta) if k < n else 1.0, abs=1e-9
    )


@given(st.integers(0, 30), st.floats(0.5, 60), st.floats(0.01, 10))
def test_the_prediction_of_a_count_agrees_with_scipys_negative_binomial(k, shape, ratio):
    assert intervals.negative_binomial_tail(k, shape, ratio) == pytest.approx(
        stats.nbinom.sf(k - 1, shape, 1 / (1 + ratio)), abs=1e-9
    )


@given(st.floats(0, 500), st.floats(0.5, 300))
def test_the_incomplete_gamma_function_agrees_with_scipy(x, shape):
    assert intervals.gamma_cdf(x, shape) == pytest.approx(special.gammainc(shape, x), abs=1e-10)


@settings(max_examples=60)
@given(st.floats(0.001, 0.999), st.floats(0.5, 300), st.floats(0.1, 100))
def test_gamma_quantiles_agree_with_scipy(p, shape, rate):
    assert intervals.gamma_quantile(p, shape, rate) == pytest.approx(
        stats.gamma.ppf(p, shape, scale=1 / rate), rel=1e-8
    )


def test_a_rate_without_events_has_an_upper_limit_and_a_lower_one_above_zero():
    low, high = intervals.rate_interval(0, 10)
    assert 0 < low < 0.001
    assert high == pytest.approx(stats.gamma.ppf(0.975, 0.5) / 10)
    assert math.isfinite(high)
