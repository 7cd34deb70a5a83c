"""Oracles: psych, lavaan with semTools, lme4 and stats of R 4.2 (reference/scales.R); Shrout & Fleiss 1979."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures import scales
from waypost.measures.scales import ScaleSettings, one_factor

from .surveys import true_alpha, wave

GAP = float("nan")
SURVEY = np.genfromtxt(
    Path(__file__).with_name("reference") / "survey.csv", delimiter=",", skip_header=1
)  # reference/scales.R
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
BEFORE = [3.2, 2.8, 4.0, 3.5, 2.2, 3.9, 4.4, 3.0, 2.5, 3.6, 3.3, 4.1]
AFTER = [3.6, 3.0, 4.1, 3.4, 2.9, 4.2, 4.4, 3.5, 2.4, 4.0, 3.8, 4.3]
ALL = (12, 12)


def test_alpha_is_that_of_psych_over_those_who_answered_everything():
    found = scales.alpha(SURVEY)
    assert (found.n, found.state) == (230, "named")
    assert found.value == pytest.approx(0.706057959085, abs=1e-10)
    assert 0.62 < found.low < found.value < found.high < 0.78


def test_omega_is_that_of_lavaan_and_semtools():
    """semTools::compRelSEM(fit, obs.var = FALSE) over a one-factor lavaan::cfa by maximum likelihood."""
    assert scales.omega(SURVEY).value == pytest.approx(0.713613923729, abs=1e-6)
    whole = SURVEY[~np.isnan(SURVEY).any(axis=1)]
    loadings, unique = one_factor.one_factor(np.corrcoef(whole, rowvar=False), 0.005)
    spread = whole.std(axis=0)
    lavaan = [0.7637303722, 0.745518072732, 0.526488896494, 0.470759272691, 0.557489271901]
    assert loadings * spread == pytest.approx(lavaan, abs=1e-5)
    lavaan = [0.464428572966, 0.676792655191, 0.93046547153, 0.879633290013, 0.816256732224]
    assert unique * spread**2 == pytest.approx(lavaan, abs=1e-5)


def naive_alpha(table):
    items = len(table[0])
    single = sum(np.var([row[i] for row in table], ddof=1) for i in range(items))
    return items / (items - 1) * (1 - single / np.var([sum(row) for row in table], ddof=1))


@given(st.integers(0, 10_000), st.integers(2, 12))
def test_alpha_agrees_with_its_formula_and_its_interval_with_students_drawn_one_by_one(seed, items):
    table = wave(np.random.default_rng(seed), 100, [0.6] * items)
    few = ScaleSettings(draws=300)
    found = scales.alpha(table, few)
    assert found.value == pytest.approx(naive_alpha(table.tolist()))
    draw = np.random.default_rng(few.seed)
    weights = draw.multinomial(100, np.full(100, 0.01), size=250)[:40]
    naive = [naive_alpha(np.repeat(table, w, axis=0).tolist()) for w in weights]
    fast = scales.reliability._alphas(weights @ scales.reliability._moments(table) / 100, items)
    assert fast == pytest.approx(naive)
    assert found.low <= np.median(naive) <= found.high


def test_the_same_answers_give_the_same_interval_in_any_order():
    turned = SURVEY[:, ::-1]
    assert scales.alpha(SURVEY) == scales.alpha(SURVEY.copy())
    assert scales.alpha(turned).low == pytest.approx(scales.alpha(SURVEY).low)


def test_reliability_of_under_a_hundred_students_is_not_named():
    assert scales.alpha(SURVEY[:99]).state == "not_enough"
    assert scales.omega(SURVEY[:99]).state == "not_enough"
    assert scales.alpha(SURVEY[:99]).value is None


def test_omega_is_not_computable_where_one_factor_would_need_a_negative_variance():
    """A Heywood case: correlations .8, .8 and .5 ask for a squared loading of .8 * .8 / .5 = 1.28."""
    heywood = np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    noise, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(400, 3)))
    noise -= noise.mean(axis=0)
    exact, _ = np.linalg.qr(noise)
    answers = exact @ np.linalg.cholesky(heywood).T
    assert np.corrcoef(answers, rowvar=False) == pytest.approx(heywood, abs=1e-9)
    assert scales.omega(answers).state == "not_computable"
    assert scales.omega(answers[:, :2]).state == "not_computable"
    assert scales.omega(np.ones((200, 4))).state == "not_computable"
    assert scales.alpha(np.ones((200, 4))).state == "not_computable"


@given(st.lists(st.floats(0.45, 0.85), min_size=3, max_size=8))
def test_omega_knows_the_model_that_its_correlations_were_made_of(weights):
    """From exact correlations of a one-factor model the fit gives back its loadings."""
    loadings = np.array(weights)
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    found, unique = one_factor.one_factor(correlations, 0.005)
    assert found == pytest.approx(loadings, abs=1e-4)
    assert unique == pytest.approx(1 - loadings**2, abs=1e-4)


def test_icc_gives_shrout_and_fleiss_and_lme4():
    """Shrout & Fleiss (1979): ICC(1,1) = .17, ICC(1,4) = .44; limits psych::ICC(lmer = FALSE); lme4::lmer by REML agrees."""
    found = scales.class_means(np.ravel(SHROUT_FLEISS), np.repeat(np.arange(6), 4).tolist())
    assert found.alike == pytest.approx(0.165741768405)
    assert (found.reliable, found.low, found.high) == pytest.approx(
        (0.442797133679, -0.8844421552381, 0.912415420341)
    )
    assert (found.alike, found.reliable) == pytest.approx((0.165741768562, 0.442797133958), abs=2e-6)
    assert not found.compare


def test_icc_of_classes_of_unequal_size_is_that_of_the_analysis_of_variance():
    score = [3.2,3.4,3.9, 2.1,2.5,2.4,3.0,2.2, 3.5,3.1,3.8,4.2,3.3,3.0,4.4,3.6, 2.9,3.1,2.2,2.6, 4.1,4.5,3.7,3.9,4.0,4.8,3.5,4.4,4.1,3.0]  # fmt: skip
    found = scales.class_means([*score, GAP], [*np.repeat(list("abcde"), [3, 5, 8, 4, 10]), "a"])
    assert (found.alike, found.reliable) == pytest.approx((0.663241124714, 0.918426492534))
    assert (found.compare, found.classes, found.n) == (True, 5, 30)


def test_class_means_of_one_class_or_of_one_answer_each_say_nothing():
    assert scales.class_means([1, 2, 3], ["a"] * 3).state == "not_enough"
    assert scales.class_means([1, 2, 3], ["a", "b", "c"]).state == "not_enough"
    assert scales.class_means([3, 3, 3, 3], ["a", "a", "b", "b"]).state == "no_variation"


def test_change_gives_the_limits_of_t_test():
    paired = scales.change(BEFORE, AFTER, asked=ALL, paired=True)
    assert (paired.low, paired.high) == pytest.approx((0.097007355630, 0.419659311037))
    assert paired.state == "higher"
    loose = scales.change(BEFORE, AFTER, asked=ALL, paired=False)
    assert (loose.low, loose.high) == pytest.approx((-0.290220943696, 0.806887610363))
    assert loose.state == "no_clear_change"
    assert scales.change(AFTER, BEFORE, asked=ALL, paired=True).state == "lower"


def test_a_change_is_named_only_of_enough_who_answered():
    assert scales.change(BEFORE, AFTER, asked=(21, 12), paired=False).state == "low_turnout"
    assert scales.change(BEFORE, AFTER, asked=(20, 20), paired=False).state == "no_clear_change"
    late = [*AFTER[:9], *[GAP] * 3]
    assert scales.change(BEFORE, late, asked=ALL, paired=True).state == "not_enough"
    assert scales.change(BEFORE, late, asked=ALL, paired=True).value is None
    assert scales.change([3.0] * 12, [3.0] * 12, asked=ALL, paired=True).state == "no_variation"
    assert scales.change([3.0] * 12, [3.0] * 12, asked=ALL, paired=False).state == "no_variation"


@given(
    st.lists(st.lists(st.sampled_from([GAP, 1.0, 2.0, 3.0, 4.0, 5.0]), min_size=6, max_size=6), max_size=20)
)
def test_a_student_has_a_value_from_two_thirds_of_the_items_on(rows):
    for row, value in zip(rows, scales.values(np.reshape(rows, (-1, 6))), strict=True):
        given_answers = [answer for answer in row if answer == answer]
        if len(given_answers) >= 4:
            assert value == pytest.approx(sum(given_answers) / len(given_answers))
        else:
            assert np.isnan(value)


def test_alpha_holds_the_truth_in_a_small_simulation():
    """The declared coverage, quickly; at full size in proof_surveys.py."""
    rng = np.random.default_rng(1)
    loadings = [0.7, 0.6, 0.5, 0.7]
    truth = true_alpha(loadings)
    few = ScaleSettings(draws=400)
    held = [
        f.low <= truth <= f.high for f in (scales.alpha(wave(rng, 150, loadings), few) for _ in range(150))
    ]
    assert np.mean(held) >= 0.89


def test_the_figures_run_in_a_process_without_numba():
    import subprocess
    import sys

    code = "import sys, waypost.measures.figures; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
