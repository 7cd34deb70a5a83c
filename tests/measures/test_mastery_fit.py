"""Fitting: against the likelihood written plainly, on known truth, and on real answers."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import rankdata

from waypost.measures import io, mastery
from waypost.measures.mastery import FitSettings, Parameters, em
from waypost.measures.mastery.fit import sequences
from waypost.measures.mastery.information import covariance
from waypost.measures.mastery.table import answers

from .learners import USUAL, expected_calibration_error, naive_loglik, random_thetas, simulate

DATA = Path(os.environ.get("WAYPOST_DATA") or Path(__file__).parents[3] / "shared" / "data") / "assist2009"


def auc(right, chance):
    ranks, ones = rankdata(chance), right.sum()
    return (ranks[right == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(right) - ones))


def one_skill(seed, theta=USUAL, students=200, longest=12):
    data = answers(simulate(np.random.default_rng(seed), [theta], students, longest))
    (found,) = sequences(data)
    return found


def listed(found):
    return [found.answer[a:b].tolist() for a, b in pairwise(found.start)]


def logit(theta):
    return np.log(theta) - np.log1p(-np.asarray(theta))


def expit(x):
    return 1 / (1 + np.exp(-x))


def expected(theta, found):
    counts = np.zeros((5, 2))
    longest = int(np.diff(found.start).max())
    loglik = em.expect(
        np.array(theta), found.answer, found.start, np.zeros(longest), np.zeros(longest), counts
    )
    return loglik, counts


def test_sequences_keep_each_students_answers_in_order_however_they_are_mixed():
    table = {"student": list("ababba"), "skill": [1, 1, 2, 1, 1, 1], "correct": [1, 0, 1, 1, 0, 0]}
    first, second = sequences(answers(table))
    assert listed(first) == [[1, 0], [0, 1, 0]]
    assert listed(second) == [[1]]


@pytest.mark.parametrize("seed", range(3))
def test_the_likelihood_is_the_plain_one(seed):
    found = one_skill(seed, students=30)
    loglik, _ = expected(USUAL, found)
    assert loglik == pytest.approx(naive_loglik(USUAL, listed(found)), rel=1e-10)


def test_expected_counts_are_those_of_all_paths_summed():
    """Every path of known and not known of a short sequence, weighted by its chance."""
    theta = (0.3, 0.25, 0.2, 0.15, 0.1)
    prior, learn, guess, slip, forget = theta
    run = [1, 0, 1, 1]
    total, counts = 0.0, np.zeros((5, 2))
    for code in range(2 ** len(run)):
        path = [code >> t & 1 for t in range(len(run))]
        chance = prior if path[0] else 1 - prior
        seen = np.zeros((5, 2))
        seen[0, 1 - path[0]] += 1
        for was, now in pairwise(path):
            chance *= (1 - forget, forget)[1 - now] if was else (1 - learn, learn)[now]
            seen[4 if was else 1, (now if was else 1 - now)] += 1
        for state, right in zip(path, run, strict=True):
            chance *= (slip, 1 - slip)[right] if state else (1 - guess, guess)[right]
            seen[3 if state else 2, (right if state else 1 - right)] += 1
        total += chance
        counts += chance * seen
    data = answers({"student": [1] * 4, "skill": [1] * 4, "correct": run})
    loglik, found = expected(theta, sequences(data)[0])
    assert loglik == pytest.approx(np.log(total))
    assert found == pytest.approx(counts / total)


def test_the_score_is_the_slope_of_the_likelihood():
    found, theta = one_skill(4, students=25), np.array([0.3, 0.2, 0.25, 0.15, 0.08])
    gradient = np.zeros(5)
    em.score(theta, found.answer, found.start, gradient)
    plain = approx_fprime(logit(theta), lambda x: naive_loglik(expit(x), listed(found)), 1e-6)
    assert gradient == pytest.approx(plain, rel=1e-3, abs=1e-3)


def test_the_covariance_is_the_inverse_of_the_penalized_information():
    found, theta, pull = one_skill(5, students=60), np.array(USUAL), np.array([1.0, 2.0, 3.0, 3.0, 2.0])

    def slope(x):
        gradient = np.zeros(5)
        em.score(expit(x), found.answer, found.start, gradient)
        return gradient

    hessian = np.array([approx_fprime(logit(theta), lambda x, k=k: slope(x)[k], 1e-6) for k in range(5)])
    information = -(hessian + hessian.T) / 2
    assert np.linalg.eigvalsh(information).min() > 0
    spread = covariance(theta, found.answer, found.start, pull)
    assert np.linalg.inv(spread) == pytest.approx(information + np.diag(pull), rel=1e-2, abs=0.05)


def test_each_round_lifts_the_log_posterior():
    found, theta, pseudo = one_skill(6), np.array([0.5, 0.3, 0.4, 0.3, 0.2]), np.full((5, 2), 2.0)
    reached = []
    for _ in range(25):
        loglik, counts = expected(theta, found)
        reached.append(em.log_posterior(theta, pseudo, loglik))
        em.maximize(theta, counts, pseudo)
    assert (np.diff(reached) > -1e-9).all()


def test_known_skills_are_found_again():
    rng = np.random.default_rng(7)
    truth = random_thetas(rng, 6)
    model = mastery.fit(simulate(rng, truth, 3000, 15))
    assert model.skills == (0, 1, 2, 3, 4, 5)
    assert np.abs(model.values - truth).mean(axis=0).max() < 0.06
    errors = (logit(model.values) - logit(truth)) / np.sqrt(np.einsum("nii->ni", model.covariance))
    assert (np.abs(errors) < 3).mean() > 0.9


def test_guess_and_slip_stay_at_or_below_one_half_even_for_contrary_answers():
    """Students who were right become wrong: without the bounds known and not known would change places."""
    runs = [[1] * 6 + [0] * 6, [0, 1] * 6, [0] * 12, [1] * 12]
    table = {
        "student": [s for s in range(80) for _ in range(12)],
        "skill": [1] * 960,
        "correct": [c for s in range(80) for c in runs[s % 4]],
    }
    theta = mastery.fit(table).values[0]
    assert theta[2] <= 0.5
    assert theta[3] <= 0.5
    assert theta[2] + theta[3] < 1


def test_a_skill_with_three_answers_stays_close_to_the_population():
    rng = np.random.default_rng(8)
    table = simulate(rng, random_thetas(rng, 11), 300, 10)
    few = {"student": [1, 1, 2], "skill": [99, 99, 99], "correct": [0, 0, 1]}
    both = {name: np.concatenate([table[name], few[name]]) for name in few}
    model = mastery.fit(both)
    rare = model.values[model.skills.index(99)]
    assert np.abs(logit(rare) - logit(model.default)).max() < 0.7
    assert np.isfinite(model.covariance).all()
    assert (np.linalg.eigvalsh(model.covariance) > 0).all()


def test_renaming_skills_and_permuting_students_changes_no_number():
    rng = np.random.default_rng(9)
    table = simulate(rng, random_thetas(rng, 4), 200, 8)
    names = np.array(["fractions", "angles", "rounding", "area"])
    other = table | {"skill": names[table["skill"]], "student": (table["student"] * 37 + 5) % 211}
    one, two = mastery.fit(table), mastery.fit(other)
    order = [two.skills.index(name) for name in names.tolist()]
    assert two.values[order] == pytest.approx(one.values, abs=1e-3)
    assert mastery.predict(one, table) == pytest.approx(mastery.predict(two, other), abs=1e-3)


@pytest.mark.parametrize(
    "kind",
    [pa.table, pl.DataFrame, dict, lambda t: {k: v.tolist() for k, v in t.items()}],
    ids=["pyarrow", "polars", "arrays", "lists"],
)
def test_any_kind_of_table_will_do(kind):
    rng = np.random.default_rng(10)
    table = {k: v for k, v in simulate(rng, random_thetas(rng, 3), 40, 6).items() if k != "known"}
    texts = table | {"student": np.char.add("s", table["student"].astype(str)).astype(object)}
    model = mastery.fit(table)
    assert mastery.predict(model, kind(table)) == pytest.approx(mastery.predict(model, table))
    assert mastery.predict(mastery.fit(kind(texts)), kind(texts)) == pytest.approx(
        mastery.predict(model, table)
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"correct": [0, 2, 1]}, "row 2: correct has to be 0 or 1"),
        ({"correct": [0, None, 1]}, "row 2: correct is missing"),
        ({"student": ["a", None, "b"]}, "row 2: student is missing"),
        ({"skill": [1.0, 2.5, 3.0]}, "row 2: skill has to be a whole number or text"),
        ({"skill": [1, 2]}, "of the same length"),
        ({"correct": ["x", "y", "z"]}, "has to hold 0 and 1"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_row(change, said):
    table = {"student": ["a", "a", "b"], "skill": [1, 2, 1], "correct": [0, 1, 1]} | change
    with pytest.raises(ValueError, match=said):
        mastery.fit(table)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no column 'skill'"):
        mastery.fit({"student": [1], "correct": [1]})
    with pytest.raises(ValueError, match="no column 'skill'"):
        mastery.predict(mastery.SHIPPED, pl.DataFrame({"student": [1], "correct": [1]}))


def test_no_answers_cannot_be_fitted_and_predict_nothing():
    empty = {"student": [], "skill": [], "correct": []}
    with pytest.raises(ValueError, match="no answers"):
        mastery.fit(empty)
    assert len(mastery.predict(mastery.SHIPPED, empty)) == 0


def test_a_prediction_rests_on_earlier_rows_of_that_student_alone():
    rng = np.random.default_rng(11)
    table = {k: v for k, v in simulate(rng, [USUAL, USUAL], 20, 8).items() if k != "known"}
    model = Parameters.fixed({0: USUAL, 1: USUAL})
    before = mastery.predict(model, table)
    place = 60
    changed = table | {"correct": table["correct"].copy()}
    changed["correct"][place] = 1 - changed["correct"][place]
    moved = np.flatnonzero(mastery.predict(model, changed) != before)
    same = (table["student"] == table["student"][place]) & (table["skill"] == table["skill"][place])
    assert len(moved)
    assert (moved > place).all()
    assert same[moved].all()


def test_skills_never_seen_are_predicted_with_the_population():
    rng = np.random.default_rng(12)
    model = mastery.fit(simulate(rng, random_thetas(rng, 3), 60, 6))
    said = mastery.predict(model, {"student": [1], "skill": [77], "correct": [1]})
    prior, _, guess, slip, _ = model.default
    assert said[0] == pytest.approx(prior * (1 - slip) + (1 - prior) * guess)


def test_readings_are_chances_on_known_truth():
    """The small version of the proof: fitted on some students, read on others, against who truly knew."""
    rng = np.random.default_rng(13)
    thetas = random_thetas(rng, 8)
    model = mastery.fit(simulate(rng, thetas, 600, 12))
    fresh = simulate(rng, thetas, 600, 12)
    chance, known = mastery.trace(model, fresh)
    assert expected_calibration_error(known, fresh["known"])[0] < 0.04
    assert expected_calibration_error(chance, fresh["correct"])[0] < 0.02


@pytest.fixture(scope="module")
def real():
    if not DATA.is_dir():
        pytest.skip(f"the real answers aren't on this machine: {DATA} (WAYPOST_DATA says where else)")
    return io.read_triples(DATA / "train.csv.gz"), io.read_triples(DATA / "test.csv.gz")


def test_on_real_students_held_back_the_next_answer_is_foretold(real):
    """ASSISTments 2009-2010; a prototype of ours reached .7196, pyBKT 1.4.3 without forgetting .712."""
    train, test = real
    assert (train.num_rows, test.num_rows) == (224_218, 101_419)
    model = mastery.fit(train)
    assert auc(test["correct"].to_numpy(), mastery.predict(model, test)) >= 0.718
    assert (model.values[:, 2:4] <= 0.5).all()
    assert model.report["students"] == 2921
    wider = mastery.fit(train.slice(0, 60_000), FitSettings(tolerance=0.1))
    assert set(wider.skills) <= set(model.skills)
