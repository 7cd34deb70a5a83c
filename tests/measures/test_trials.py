"""Oracles: clubSandwich 0.5.8 and power.t.test (reference/school.R); Fisher's tea; every draw gone through slowly."""

from itertools import permutations
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from waypost.measures.trials import (
    NEVER,
    Plan,
    TrialSettings,
    chance_worthwhile,
    classes_needed,
    clustered,
    interaction,
    possible_draws,
    power,
    randomization_test,
    settled,
    smallest_effect,
    treated_by_start,
    treated_by_turns,
)

from .strategies import parallel, phase_in

TRIAL = np.genfromtxt(Path(__file__).with_name("reference") / "trial.csv", delimiter=",", names=True)
FEW = TrialSettings(classes_needed=1)


def draw_of(starts, classes, periods, **more):
    return treated_by_start(possible_draws(starts, **more), classes, periods)


# -- regression ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covariate", "value", "error", "df", "p", "low", "high"),
    [
        (None, 1.389743589744, 3.442360799238, 9.252824027837, 0.695591375632, -6.365103252107, 9.144590431594),
        ("before", -0.212905995678, 2.541373157886, 9.203705684953, 0.935028499993, -5.942553571252, 5.516741579896),
    ],
)  # fmt: skip
def test_errors_and_degrees_of_freedom_are_clubsandwichs(covariate, value, error, df, p, low, high):
    """coef_test and conf_int of lm(after ~ treated [+ before]), vcovCR type "CR2", Satterthwaite."""
    known = None if covariate is None else TRIAL[covariate]
    found = clustered(TRIAL["after"], TRIAL["treated"], TRIAL["class"], known)
    assert (found.value, found.error, found.df, found.p) == pytest.approx((value, error, df, p))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.state, found.classes, found.students) == ("no_clear_difference", (6, 6), 78)


def test_with_as_many_students_in_each_class_it_is_lme4s():
    """lme4 1.1-31 on the first four students of each class: lmer(after ~ treated + (1 | class)), fixef and its error."""
    first = [n for k in np.unique(TRIAL["class"]) for n in np.flatnonzero(TRIAL["class"] == k)[:4]]
    four = TRIAL[first]
    found = clustered(four["after"], four["treated"], four["class"], None)
    assert found.students == 48
    assert (found.value, found.error) == pytest.approx((0.0333333333333, 4.3596843060607), rel=1e-9)


def test_with_one_student_a_class_and_equal_groups_it_is_welchs_error():
    rng = np.random.default_rng(3)
    y = rng.normal(size=20)
    found = clustered(y, np.repeat([0, 1], 10), np.arange(20))
    assert found.error == pytest.approx(np.sqrt(y[:10].var(ddof=1) / 10 + y[10:].var(ddof=1) / 10))
    assert found.df == pytest.approx(18)


def test_under_four_classes_a_side_we_cannot_tell_whatever_the_numbers_say():
    classes = np.repeat(np.arange(7), 20)
    found = clustered(100.0 * (classes < 3) + np.arange(140) / 140, classes < 3, classes)
    assert (found.state, found.value, found.classes) == ("cant_tell", None, (3, 4))
    starts = [0, 0, 0, NEVER, NEVER, NEVER, NEVER]
    lots = randomization_test(
        100.0 * (np.arange(7) < 3), draw_of(starts, np.arange(7), np.zeros(7)), np.arange(7), np.zeros(7)
    )
    assert (lots.state, lots.value) == ("cant_tell", None)


def test_a_group_fixed_beforehand_is_judged_by_the_interaction_as_clubsandwich_does():
    """lm(after ~ treated * member), member: more than 50 before; vcovCR CR2, Satterthwaite."""
    member = TRIAL["before"] > 50
    found = interaction(TRIAL["after"], TRIAL["treated"], member, TRIAL["class"])
    assert (found.value, found.error, found.df, found.p) == pytest.approx(
        (-6.38854887218046, 3.14057219690484, 8.97125619201771, 0.0725414823992009)
    )
    assert (
        interaction(TRIAL["after"], TRIAL["treated"], TRIAL["class"] < 7, TRIAL["class"]).state == "cant_tell"
    )


# -- lottery -------------------------------------------------------------------------------------------------------


def test_all_draws_of_a_lottery_are_listed_once_and_the_real_one_comes_first():
    starts = [0, NEVER, 0, NEVER, 0, NEVER]
    draws = possible_draws(starts)
    assert draws.shape == (comb(6, 3), 6)
    assert draws[0].tolist() == starts
    assert {tuple(row) for row in draws.tolist()} == {tuple(p) for p in permutations(starts)}


def test_a_lottery_within_strata_never_moves_a_start_out_of_its_stratum():
    draws = possible_draws([1, 2, 3, 1, 2], strata=["a", "a", "b", "b", "b"])
    assert len(draws) == 2 * 6
    assert {tuple(sorted(row[:2])) for row in draws.tolist()} == {(1, 2)}
    assert len({tuple(row) for row in draws.tolist()}) == 12


def test_too_many_draws_are_drawn_by_chance_and_the_real_one_is_among_them():
    few = TrialSettings(draws_most=500)
    draws = possible_draws(np.arange(12), settings=few)
    assert draws.shape == (500, 12)
    assert draws[0].tolist() == list(range(12))
    assert all(sorted(row) == list(range(12)) for row in draws.tolist())
    assert (possible_draws(np.arange(12), settings=few) == draws).all()


def test_classes_that_alternate_have_every_other_period():
    assert treated_by_turns(np.array([[0, 1]]), [0, 0, 1, 1], [0, 1, 0, 1]).tolist() == [[1, 0, 0, 1]]


def test_the_period_after_a_change_is_left_out_where_classes_alternate():
    periods = np.arange(6)
    assert treated_by_turns(np.array([[0, 1]]), [0] * 6, periods, 2).tolist() == [[1, 1, 0, 0, 1, 1]]
    assert settled(periods, 2).tolist() == [True, True, False, True, False, True]
    with pytest.raises(ValueError, match="two or more"):
        settled(periods, 1)


def test_alternating_classes_are_judged_by_the_lottery_of_who_began():
    """What the strategy did is carried over into the first week without it: kept, these weeks would halve the effect."""
    rng = np.random.default_rng(13)
    classes, periods = (a.ravel() for a in np.meshgrid(np.arange(8), np.arange(8), indexing="ij"))
    draws = treated_by_turns(possible_draws([0, 1] * 4), classes, periods, 2)
    weeks = draws[0].reshape(8, 8)
    carried = np.maximum(weeks, np.roll(weeks, 1, axis=1) * (np.arange(8) > 0)).ravel()
    y = 2.0 * carried + rng.normal(size=8)[classes] + 0.2 * rng.normal(size=64)
    kept = settled(periods, 2)
    found = randomization_test(y[kept], draws[:, kept], classes[kept], periods[kept])
    assert found.low <= 2.0 <= found.high
    assert found.value == pytest.approx(2, abs=0.2)
    assert randomization_test(y, draws, classes, periods).value < 1.6


# -- randomization test --------------------------------------------------------------------------------------------


def slow_p(y, draws, tau):
    """Every draw gone through: how often is the difference of means as large once tau is taken off?"""
    rest = y - tau * draws[0]
    away = [abs(rest[z == 1].mean() - rest[z == 0].mean()) for z in draws]
    return np.mean([a >= away[0] - 1e-9 for a in away])


@settings(max_examples=30)
@given(st.lists(st.integers(-20, 20), min_size=8, max_size=9), st.integers(0, 10**6))
def test_p_and_interval_are_those_of_all_draws_gone_through(values, seed):
    y, n = np.array(values, float), len(values)
    starts = np.random.default_rng(seed).permutation([0] * 4 + [NEVER] * (n - 4))
    draws = draw_of(starts, np.arange(n), np.zeros(n))
    found = randomization_test(y, draws, np.arange(n), np.zeros(n))
    assert found.draws == comb(n, 4)
    assert found.value == pytest.approx(y[draws[0] == 1].mean() - y[draws[0] == 0].mean())
    assert found.p == pytest.approx(slow_p(y, draws, 0.0))
    if len(set(values)) == 1:
        assert found.state == "cant_tell"
        return
    step = 1e-6
    for bound, sign in ((found.low, -1), (found.high, 1)):
        assert slow_p(y, draws, bound + sign * step) <= 0.05
        assert slow_p(y, draws, bound - sign * step) > 0.05


def test_p_and_interval_of_a_lottery_of_classes_are_coins():
    """coin 1.4-2 (reference/lottery.R): oneway_test on the twelve class means, distribution "exact", and its inversion."""
    names = np.unique(TRIAL["class"])
    means = np.array([TRIAL["after"][TRIAL["class"] == c].mean() for c in names])
    draws = draw_of(np.where(names % 2 == 0, 0, NEVER), np.arange(12), np.zeros(12))
    found = randomization_test(means, draws, np.arange(12), np.zeros(12))
    printed = (1.403538359788, 0.660173160173, -5.979167584107, 11.196608156903)
    assert (found.value, found.p, found.low, found.high) == pytest.approx(printed)
    assert found.draws == comb(12, 6)


def test_fishers_tea_lady_with_four_cups_of_each():
    """Fisher (1935): all right has the chance 1 in 70; two-sided 2 in 70."""
    y = np.array([1, 0, 0, 1, 1, 0, 1, 0.0])
    draws = draw_of(np.where(y > 0, 0, NEVER), np.arange(8), np.zeros(8))
    assert randomization_test(y, draws, np.arange(8), np.zeros(8)).p == pytest.approx(2 / 70)


def test_a_chance_of_just_five_in_a_hundred_is_not_enough():
    """Of 20 draws the real one alone is as extreme: 1 in 20. False alarms stay under 5 %, not at it."""
    y, draws = np.arange(20.0), np.eye(20)[::-1]
    found = randomization_test(y, draws, np.arange(20), np.zeros(20), settings=FEW)
    assert (found.p, found.state) == (pytest.approx(0.1), "cant_tell")
    one_sided = randomization_test(
        np.array([0.0] * 19 + [9]), draws, np.arange(20), np.zeros(20), settings=FEW
    )
    assert (one_sided.p, one_sided.state) == (pytest.approx(0.05), "cant_tell")


def test_three_against_three_of_twenty_draws_can_exclude_nothing():
    y = np.array([9, 8, 7, 1, 2, 3.0])
    draws = draw_of([0, 0, 0, NEVER, NEVER, NEVER], np.arange(6), np.zeros(6))
    found = randomization_test(y, draws, np.arange(6), np.zeros(6), settings=FEW)
    assert (found.state, found.low, found.p) == ("cant_tell", None, pytest.approx(0.1))
    assert found.value == pytest.approx(6)


def test_a_good_class_or_a_good_season_does_not_pass_for_an_effect():
    """Eight classes begin in steps; classes differ by up to 80 and every period is 10 better than the last."""
    classes, periods = (a.ravel() for a in np.meshgrid(np.arange(8), np.arange(5), indexing="ij"))
    draws = draw_of([1, 1, 2, 2, 3, 3, 4, 4], classes, periods)
    noise = 0.01 * np.random.default_rng(8).normal(size=40)
    y = 10.0 * classes + 10.0 * periods + 2.5 * draws[0] + noise
    found = randomization_test(y, draws, classes, periods)
    assert found.value == pytest.approx(2.5, abs=0.02)
    assert (found.classes, found.state) == ((4, 4), "higher")
    assert found.low == pytest.approx(2.5, abs=0.04)


def test_the_estimate_of_a_phase_in_is_that_of_least_squares_with_classes_and_calendar():
    rng = np.random.default_rng(9)
    y, draws, classes, periods = phase_in(rng, 12, 4, 0.5)
    design = np.column_stack(
        [draws[0], *(classes == c for c in range(12)), *(periods == p for p in range(1, 4))]
    )
    found = randomization_test(y, draws, classes, periods)
    assert found.value == pytest.approx(np.linalg.lstsq(design, y)[0][0])
    assert found.low < found.value < found.high


def test_what_was_known_before_the_draw_makes_the_interval_narrower():
    rng = np.random.default_rng(10)
    before = rng.normal(size=16)
    y = before + 0.1 * rng.normal(size=16)
    draws = draw_of([0, NEVER] * 8, np.arange(16), np.zeros(16))
    plain = randomization_test(y, draws, np.arange(16), np.zeros(16))
    known = randomization_test(y, draws, np.arange(16), np.zeros(16), before)
    assert known.high - known.low < 0.3 * (plain.high - plain.low)


def test_units_and_names_of_classes_do_not_matter():
    rng = np.random.default_rng(11)
    y, draws, classes, periods = phase_in(rng, 8, 5, 0.5)
    one = randomization_test(y, draws, classes, periods)
    other = randomization_test(3 * y + 7, draws, classes * 11 + 4, periods)
    assert (other.value, other.low, other.high) == pytest.approx((3 * one.value, 3 * one.low, 3 * one.high))
    assert other.p == one.p


# -- planning ------------------------------------------------------------------------------------------------------


def test_power_is_that_of_power_t_test_on_class_means():
    """power.t.test(n = 8, delta = .3, sd = sqrt(.15 + .85 / 25), strict = TRUE); with a pretest .15 * .4, .85 * .5."""
    assert power(Plan(25), 8, 0.3) == pytest.approx(0.256409502592693)
    assert power(Plan(25, explained=(0.6, 0.5)), 8, 0.3) == pytest.approx(0.521208466236844)


def test_more_classes_help_where_more_students_hardly_do():
    assert power(Plan(25), 40, 0.3) > 0.8
    assert power(Plan(1000), 8, 0.3) < 0.35
    assert power(Plan(25), 3, 5.0) == 0


@settings(max_examples=40)
@given(st.floats(0.15, 1.5), st.floats(0.01, 0.4), st.integers(5, 40))
def test_the_classes_needed_are_the_fewest_that_suffice(effect, icc, students):
    plan = Plan(students, icc)
    k = classes_needed(plan, effect)
    if k is None:
        assert power(plan, 500, effect) < 0.8
        return
    assert power(plan, k, effect) >= 0.8
    assert k == 4 or power(plan, k - 1, effect) < 0.8
    assert smallest_effect(plan, k) <= effect + 1e-9
    assert power(plan, k, smallest_effect(plan, k)) == pytest.approx(0.8)


@given(st.floats(-1, 1), st.floats(0.02, 1))
def test_the_chance_that_it_is_worthwhile_is_bayes_rule_on_a_grid(effect, error):
    grid = np.linspace(-2, 2, 20_001)
    posterior = stats.norm.pdf(grid, 0, 0.2) * stats.norm.pdf(effect, grid, error)
    slow = posterior[grid >= 0.1].sum() / posterior.sum()
    assert chance_worthwhile(effect, error) == pytest.approx(slow, abs=5e-3)


# -- the declared coverage, quickly; at full size in proof_trials.py ------------------------------------------------


def test_intervals_hold_the_truth_and_nothing_is_seldom_called_something():
    rng = np.random.default_rng(12)
    quick = TrialSettings(draws_most=400)
    found = []
    for _ in range(150):
        y, draws, classes, periods = phase_in(rng, 12, 4, 0.5, settings=quick)
        found.append(randomization_test(y, draws, classes, periods, settings=quick))
    assert np.mean([f.low <= 0.5 <= f.high for f in found]) >= 0.9
    nothing = [clustered(*parallel(rng, 6, 0.0)) for _ in range(200)]
    assert np.mean([f.state != "no_clear_difference" for f in nothing]) <= 0.09
