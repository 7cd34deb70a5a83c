"""How likely the next answer is right: features by a slow version, the fit by scipy, chances by simulated truth."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from waypost.measures import next_response
from waypost.measures.next_response import Learner, Model, NextSettings, features, fit, predict
from waypost.measures.next_response.descent import lbfgs

from .learners import expected_calibration_error

Table = dict[str, Any]


def learners(seed: int, students: int, skills: int = 8, longest: int = 40) -> tuple[Table, np.ndarray]:
    """Students with an ability of their own, skills of different ease, and something learnt with each try. Also the true
    chance of each answer."""
    rng = np.random.default_rng(seed)
    ease, pace = rng.normal(0, 1, skills), rng.uniform(0.1, 0.5, skills)
    rows: list[tuple[int, int, int]] = []
    true: list[float] = []
    for student in range(students):
        ability, tries = rng.normal(0, 0.8), np.zeros(skills)
        skill = int(rng.integers(skills))
        for _ in range(int(rng.integers(5, longest))):
            skill = skill if rng.random() < 0.7 else int(rng.integers(skills))
            chance = 1 / (1 + math.exp(-(ability + ease[skill] + pace[skill] * math.log1p(tries[skill]))))
            true.append(chance)
            rows.append((student, skill, int(rng.random() < chance)))
            tries[skill] += 1
    table = np.array(rows)
    return {"student": table[:, 0], "skill": table[:, 1], "correct": table[:, 2]}, np.array(true)


@pytest.fixture(scope="module")
def table() -> Table:
    return learners(1, 300)[0]


@pytest.fixture(scope="module")
def model(table: Table) -> Model:
    return fit(table)


def naive(skills: list[int], rights: list[int], ease: np.ndarray, at: int, s: NextSettings) -> list[float]:
    """The features of row `at`, from the plain lists of one student."""
    here, before = skills[at], list(zip(skills[:at], rights[:at], strict=True))
    own = [r for k, r in before if k == here]
    said = [r for _, r in before]
    ability, on = 0.0, dict.fromkeys(range(len(ease)), 0.0)
    for n, (k, r) in enumerate(before):
        tries = sum(j == k for j, _ in before[:n])
        error = r - 1 / (1 + math.exp(-(ease[k] + ability + on[k])))
        ability, on[k] = (
            ability + s.elo_start / (1 + s.elo_slower * n) * error,
            on[k] + s.elo_start / (1 + s.elo_slower * tries) * error,
        )
    run = next((n for n, (k, _) in enumerate(reversed(before)) if k != here), len(before))
    streak = next((n for n, r in enumerate(reversed(said)) if r != said[-1]), len(said))
    last = skills[at - 1] if at else -1
    pair = ((last + 1) * len(ease) + here) % s.pairs
    return [
        here,
        here * 31 + code(own[-4:]),
        code(said[-5:]),
        min(run, 11) * 13 + (min(streak, 6) if not said or said[-1] else -min(streak, 6)) + 6,
        pair,
        2 * pair + (said[-1] if said else 0),
        math.log((sum(said) + 2) / (len(said) - sum(said) + 2)),
        math.log1p(sum(own)),
        math.log1p(len(own) - sum(own)),
        ability,
        on[here],
    ]


def code(history: list[int]) -> int:
    """A place for each history: none, then those of one answer, of two, ..."""
    return 2 ** len(history) - 1 + int("".join(map(str, history)) or "0", 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=25))
@settings(max_examples=60, deadline=None)
def test_features_against_a_slow_version_from_the_plain_lists(rows: list[tuple[int, int]]) -> None:
    skills, rights = [k for k, _ in rows], [r for _, r in rows]
    ease, s = np.array([0.5, -0.5, 0.0, 1.0, 0.2]), NextSettings()
    places, numbers = features.table(
        np.zeros(len(rows), np.int64),
        np.array(skills, np.int64),
        np.array(rights, np.int8),
        ease,
        s.pairs,
        s.elo_start,
        s.elo_slower,
    )
    for i in range(len(rows)):
        assert [*places[i], *numbers[i]] == pytest.approx(naive(skills, rights, ease, i, s))


def test_an_answer_at_a_time_is_the_same_as_the_whole_table(model: Model, table: Table) -> None:
    said = predict(model, table)
    for student in range(20):
        learner = Learner(model)
        for i in np.flatnonzero(table["student"] == student):
            skill, right = int(table["skill"][i]), bool(table["correct"][i])
            assert learner.readiness(skill) == pytest.approx(said[i], abs=1e-12)
            learner.answer(skill, right)


def test_only_a_students_own_earlier_answers_count(model: Model, table: Table) -> None:
    said = predict(model, table)
    mixed = np.random.default_rng(2).permutation(len(said))
    mixed = mixed[np.argsort(np.arange(len(said))[mixed] * 0 + table["student"][mixed], kind="stable")]
    order = np.concatenate([np.sort(mixed[table["student"][mixed] == s]) for s in range(299, -1, -1)])
    again = predict(model, {name: column[order] for name, column in table.items()})
    assert again == pytest.approx(said[order], abs=1e-12)
    flipped = {**table, "correct": table["correct"].copy()}
    last = np.flatnonzero(table["student"] == 5)[-1]
    flipped["correct"][last] = 1 - flipped["correct"][last]
    assert predict(model, flipped) == pytest.approx(said, abs=1e-12)


def test_the_names_of_skills_do_not_matter(table: Table) -> None:
    named = {**table, "skill": np.array([f"skill {9 - k}" for k in table["skill"]], object)}
    assert predict(fit(named), named) == pytest.approx(predict(fit(table), table), abs=2e-3)


def test_of_a_new_student_on_a_new_skill_the_average_is_said(model: Model, table: Table) -> None:
    assert Learner(model).readiness("never seen") == pytest.approx(table["correct"].mean(), abs=0.1)
    learner = Learner(model)
    for _ in range(6):
        learner.answer("never seen", True)
    right = learner.readiness("never seen")
    other = Learner(model)
    for _ in range(6):
        other.answer("never seen", False)
    assert right > 0.6 > 0.5 > other.readiness("never seen")


def test_it_can_be_kept_and_taken_up_again(model: Model, table: Table) -> None:
    again = Model.from_json(json.loads(json.dumps(model.to_json())))
    assert predict(again, table) == pytest.approx(predict(model, table), abs=1e-4)


def test_nothing_to_fit_to_is_refused() -> None:
    with pytest.raises(ValueError, match="no answers"):
        fit({"student": np.zeros(0, int), "skill": np.zeros(0, int), "correct": np.zeros(0, int)})


def test_one_student_is_enough_to_fit_and_nothing_breaks() -> None:
    one = {"student": np.zeros(4, int), "skill": np.array([1, 1, 2, 2]), "correct": np.array([1, 1, 1, 1])}
    said = predict(fit(one), one)
    assert np.isfinite(said).all()
    assert (said > 0.5).all()


def test_the_descent_ends_where_scipys_does() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(400, 12)), rng.integers(0, 2, 400).astype(float)

    def cost(w: np.ndarray) -> tuple[float, np.ndarray]:
        odds = x @ w
        error = 1 / (1 + np.exp(-odds)) - y
        return float(np.logaddexp(0, odds).sum() - y @ odds + w @ w), x.T @ error + 2 * w

    ours = lbfgs(cost, np.zeros(12), np.full(12, 0.01), 200)
    theirs = minimize(
        cost, np.zeros(12), jac=True, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-8}
    ).x
    assert ours == pytest.approx(theirs, abs=2e-3)


def test_its_numbers_are_chances_on_simulated_truth(model: Model) -> None:
    """Declared proof: calibration, on fresh students of the same school."""
    fitted = fit(learners(7, 1500)[0])
    fresh, true = learners(7, 3000)
    new = fresh["student"] >= 1500  # the first 1,500 are those it was fitted to
    said = predict(fitted, {name: column[new] for name, column in fresh.items()})
    error, away, n = expected_calibration_error(said, true[new])
    assert error <= 0.02
    assert away[n >= 500].max() <= 0.03


def test_the_module_says_how_it_is_used() -> None:
    assert next_response.__doc__
    assert "never shown as a judgement" in next_response.__doc__
