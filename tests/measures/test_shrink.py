"""Oracles: metafor 3.8-1 (reference/school.R); the restricted likelihood searched on a grid."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from waypost.measures.shrink import ShrinkSettings, reml, shares, shrink

from .groups import average_coverage

Y = [0.12, -0.30, 0.45, 0.05, 0.60, -0.10, 0.22, 0.38]
V = [0.02, 0.05, 0.03, 0.01, 0.08, 0.04, 0.02, 0.06]
# metafor::blup(rma(Y, V, method = "REML", test = "knha"))$pred
BLUP = [0.1359199405760, 0.0140235181668, 0.2797457331674, 0.0821518104047, 0.2506645084897, 0.0630268098335, 0.1885554542867, 0.2148046687307]  # fmt: skip
BLUP_HIGH = [0.398937888485, 0.342764498508, 0.573958152956, 0.289496499840, 0.604809381530, 0.377492409754, 0.451573402196, 0.554169961830]  # fmt: skip


def test_the_mean_its_limits_and_the_pulled_figures_are_metafors():
    found = shrink(Y, V)
    assert found.mean == pytest.approx(0.1536115554570)
    assert (found.low, found.high) == pytest.approx((-0.0608342039084, 0.3680573148223))
    assert found.tau**2 == pytest.approx(0.0222257297964)
    assert [g.value for g in found.groups] == pytest.approx(BLUP)
    assert [g.raw for g in found.groups] == Y


def test_groups_that_do_not_differ_are_pulled_to_one_figure_with_limits_around_it():
    """metafor: tau2 = 0, mean .102174."""
    found = shrink([0.10, 0.12, 0.09, 0.11, 0.10], [0.02, 0.03, 0.02, 0.04, 0.03])
    assert found.tau == 0
    assert found.mean == pytest.approx(0.10217391304348)
    assert all(g.value == pytest.approx(found.mean) for g in found.groups)
    assert all(g.high - g.low > 0.2 for g in found.groups)


def restricted(y, v, tau2):
    w = 1 / (v + tau2)
    mu = (w * y).sum() / w.sum()
    return 0.5 * (np.log(w).sum() - np.log(w.sum()) - (w * (y - mu) ** 2).sum())


@settings(max_examples=60)
@example(2454, 10, 0.0)  # plain scoring went to and fro here
@given(st.integers(0, 10_000), st.integers(5, 12), st.floats(0, 1.5))
def test_tau_is_where_the_restricted_likelihood_is_highest(seed, k, tau):
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.01, 0.2, k)
    y = rng.normal(0, np.sqrt(v + tau**2))
    grid = np.linspace(0, 6, 6001)
    best = max(restricted(y, v, t) for t in grid)
    assert restricted(y, v, reml(y, v)) >= best - 1e-7


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=5, max_size=12))
def test_a_pulled_figure_lies_between_the_raw_one_and_the_mean_and_within_its_limits(groups):
    y, v = zip(*groups, strict=True)
    found = shrink(y, v)
    for group in found.groups:
        low, high = sorted([group.raw, found.mean])
        assert low - 1e-9 <= group.value <= high + 1e-9
        assert group.low <= group.value <= group.high
        assert np.isfinite([group.low, group.high]).all()


def test_limits_are_those_of_a_slow_sum_over_mean_and_spread():
    """Every mean and every tau on a fine grid, weighed by the likelihood of the raw figures (flat priors)."""
    y, v = np.array(Y), np.array(V)
    tau2 = (((np.arange(400) + 0.5) / 400 * 4) ** 2)[:, None, None]
    mu = np.linspace(-4, 4, 801)[None, :, None]
    spread = v + tau2
    weight = np.exp(-0.5 * (np.log(spread) + (y - mu) ** 2 / spread).sum(axis=2, keepdims=True))
    weight /= weight.sum()
    found = shrink(y, v, ShrinkSettings(grid=400))
    value = np.array([g.value for g in found.groups])
    pulled = mu + tau2 / spread * (y - mu)
    square = (weight * (v * tau2 / spread + (pulled - value) ** 2)).sum(axis=(0, 1))
    halves = [(g.high - g.low) / 2 for g in found.groups]
    assert halves == pytest.approx(stats.t.ppf(0.975, 7) * np.sqrt(square), rel=2e-3)


def test_few_groups_are_not_pulled_and_certain_figures_are_refused():
    assert shrink(Y[:4], V[:4]).state == "not_enough"
    with pytest.raises(ValueError, match="above 0"):
        shrink(Y, [0.0] * 8)


def test_a_share_of_nothing_or_everything_still_has_an_error():
    share, error = shares([0, 5, 10], [10, 10, 10])
    assert share.tolist() == [0, 0.5, 1]
    assert (error > 0).all()
    assert error[1] == pytest.approx(0.025)


def test_limits_hold_on_average_in_a_small_simulation():
    """The declared average coverage, quickly; at full size in proof_school.py."""
    assert average_coverage(np.random.default_rng(3), 6, 0.15, 250, ShrinkSettings(grid=48)) >= 0.92
