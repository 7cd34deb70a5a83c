"""Skill mastery at full size: are the readings chances, and do the intervals carry what is not known? For `make proof`.

Declared proof: calibration (ECE at most .02 on simulated truth; each tenth with n >= 500 within 3 points). The
interval is no declared coverage, since the posterior is itself the certainty; how often it holds the reading that the
true parameters would give is printed and held to the same bound as a check of the covariance.
"""

import numpy as np
import pytest

from waypost.measures import mastery
from waypost.measures.mastery import Mastery, Parameters, readout

from .learners import answered, expected_calibration_error, random_thetas, simulate

pytestmark = pytest.mark.proof


def calibrated(said, truth):
    error, away, n = expected_calibration_error(said, truth)
    print(f"ECE {error:.4f}; tenths with n >= 500: {away[n >= 500].round(3).tolist()}")
    assert error <= 0.02
    assert away[n >= 500].max() <= 0.03


@pytest.mark.parametrize("seed", range(3))
def test_readings_and_predictions_are_chances_with_fitted_parameters(seed):
    rng = np.random.default_rng(seed)
    thetas = random_thetas(rng, 30)
    model = mastery.fit(simulate(rng, thetas, 3000, 20))
    fresh = simulate(rng, thetas, 3000, 20)
    chance, known = mastery.trace(model, fresh)
    calibrated(known, fresh["known"])
    calibrated(chance, fresh["correct"])


def test_readings_of_the_measure_are_chances_with_fitted_parameters():
    """By the fold itself, from events, read where each student stands at the end.

    So many students because few readings lie in the middle: with n = 500 in a tenth, chance alone makes 2 points.
    """
    rng = np.random.default_rng(100)
    thetas = random_thetas(rng, 30)
    measure = Mastery(mastery.fit(simulate(rng, thetas, 3000, 20)))
    table = simulate(rng, thetas, 12_000, 20)
    said, truth = [], []
    for rows in by_student(table):
        state = measure.step(measure.init(), answered(table["skill"][rows], table["correct"][rows]))
        odds = state.rows["odds"]
        said.append(odds / (1 + odds))
        last = dict(zip(table["skill"][rows].tolist(), table["known"][rows].tolist(), strict=True))
        truth.append([last[skill] for skill in state.rows["skill"].tolist()])
    calibrated(np.concatenate(said), np.concatenate(truth).astype(float))


def by_student(table):
    order = np.argsort(table["student"], kind="stable")
    return np.split(order, np.flatnonzero(np.diff(table["student"][order])) + 1)


@pytest.mark.parametrize("students", [100, 400, 1600])
def test_intervals_hold_what_the_true_parameters_would_read(students):
    """2,000 fits of a skill; 8 answers of one student read with each."""
    rng = np.random.default_rng(students)
    held, sets = [], 0
    while sets < 2000:
        thetas = random_thetas(rng, 50)
        model = mastery.fit(simulate(rng, thetas, students, 12))
        answers = rng.integers(0, 2, (50, 8))
        true, _ = log_odds(Parameters.fixed(dict(enumerate(thetas))), answers)
        fitted, half = log_odds(model, answers)
        held.append(np.abs(true - fitted) <= half)
        sets += 50
    share = float(np.concatenate(held).mean())
    print(f"{students} students a skill: {sets} sets, held {share:.3f}")
    assert share >= 0.93


def log_odds(parameters, answers):
    """Log odds of known after each skill's answers, and half the 95 % interval."""
    n, length = answers.shape
    events = answered(np.tile(np.arange(n), length), answers.T.ravel())
    measure = Mastery(parameters)
    rows = measure.step(measure.init(), events).rows
    assert rows["tries"].tolist() == [length] * n
    return np.log(rows["odds"]), readout.half_width(rows, parameters)
