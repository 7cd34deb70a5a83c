"""The fold of knowledge tracing against the plain formulas and against pyBKT; what must always hold."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures.events import Flag, Kind
from waypost.measures.intervals import Z95
from waypost.measures.mastery import Mastery, Parameters, predict, trace

from .histories import random_history
from .learners import USUAL, naive_chance, naive_known
from .makers import MONDAY, context, event, history, school_days

DAYS = school_days(30)
PYBKT = json.loads((Path(__file__).parent / "reference" / "pybkt.json").read_text())

share = st.floats(0.001, 0.999)
thetas = st.tuples(
    share, st.floats(0, 0.9), st.floats(0.01, 0.499), st.floats(0.01, 0.499), st.floats(0, 0.5)
)
runs = st.lists(st.integers(0, 1), min_size=1, max_size=40)


def tries_of(answers, skill=1, **more):
    """Events that all count: another item each time, an hour apart, ten a day."""
    return history(
        *(
            event(MONDAY + i // 10, 8 + i % 10, activity=i + 1, skills=(skill,), success=right, **more)
            for i, right in enumerate(answers)
        )
    )


def bound(theta, covariance=None):
    fixed = Parameters.fixed({1: theta})
    if covariance is None:
        return Mastery(fixed)
    return Mastery(Parameters(fixed.skills, fixed.values, covariance[None], fixed.default, np.zeros((5, 5))))


def value_after(theta, answers):
    measure = bound(theta)
    state = measure.step(measure.init(), tries_of(answers))
    odds = state.rows["odds"][0]
    return odds / (1 + odds)


def read(measure, events, **more):
    (reading,) = measure.read(measure.step(measure.init(), events), context(DAYS, **more))
    return reading


@given(thetas, runs)
def test_the_fold_is_the_plain_formula(theta, answers):
    assert value_after(theta, answers) == pytest.approx(naive_known(theta, answers)[-1], abs=1e-9)


@given(thetas, runs)
def test_predictions_are_the_plain_formula(theta, answers):
    table = {"student": [1] * len(answers), "skill": [1] * len(answers), "correct": answers}
    chance, known = trace(Parameters.fixed({1: theta}), table)
    assert chance == pytest.approx(naive_chance(theta, answers), abs=1e-9)
    assert known == pytest.approx(naive_known(theta, answers), abs=1e-9)


def test_predictions_are_those_of_pybkt():
    table = {"student": PYBKT["student"], "skill": PYBKT["skill"], "correct": PYBKT["right"]}
    assert len(PYBKT["correct"]) > 2000
    chance = predict(Parameters.fixed(PYBKT["parameters"]), table)
    assert np.abs(chance - PYBKT["correct"]).max() < 1e-6


def test_posteriors_are_those_of_pybkt():
    """pyBKT gives P(known) before each answer; the reading after an answer, moved on by learn and forget, is the next."""
    compared = 0
    for skill, theta in PYBKT["parameters"].items():
        rows = [i for i, name in enumerate(PYBKT["skill"]) if name == skill]
        for student in sorted({PYBKT["student"][i] for i in rows}):
            own = [i for i in rows if PYBKT["student"][i] == student]
            for n in {1, len(own) // 2, len(own) - 1} - {0}:
                after = value_after(theta, [PYBKT["right"][i] for i in own[:n]])
                if n < len(own):
                    moved = after * (1 - theta[4]) + (1 - after) * theta[1]
                    assert moved == pytest.approx(PYBKT["state"][own[n]], abs=1e-6)
                    compared += 1
    assert compared > 200


@given(thetas, runs)
def test_a_right_answer_never_lowers_the_reading_when_nothing_is_forgotten(theta, answers):
    theta = (*theta[:4], 0.0)
    assert value_after(theta, [*answers, 1]) >= value_after(theta, answers) - 1e-12


@given(thetas, runs)
def test_right_is_never_below_wrong(theta, answers):
    assert value_after(theta, [*answers, 1]) >= value_after(theta, [*answers, 0])


@given(st.tuples(*[st.floats(0.05, 0.45)] * 5), runs)
def test_the_five_derivatives_are_those_of_the_log_odds(theta, answers):
    state = (measure := bound(theta)).step(measure.init(), tries_of(answers))
    logits = np.log(theta) - np.log1p(-np.array(theta))
    for k in range(5):
        step = np.zeros(5)
        step[k] = 1e-5
        up, down = (1 / (1 + np.exp(-(logits + s * step))) for s in (1, -1))
        high, low = (np.log(p / (1 - p)) for p in (value_after(up, answers), value_after(down, answers)))
        assert state.rows["d"][0, k] == pytest.approx((high - low) / 2e-5, rel=1e-3, abs=1e-5)


def test_the_interval_is_the_delta_method_on_the_logit():
    root = np.random.default_rng(3).normal(size=(5, 5)) / 4
    measure = bound(USUAL, root @ root.T)
    events = tries_of([1, 0, 1, 1, 0, 1])
    reading = read(measure, events)
    d = measure.step(measure.init(), events).rows["d"][0]
    half = Z95 * np.sqrt(d @ root @ root.T @ d)
    logit = np.log(reading.value / (1 - reading.value))
    assert reading.low == pytest.approx(1 / (1 + np.exp(half - logit)))
    assert reading.high == pytest.approx(1 / (1 + np.exp(-half - logit)))
    assert 0 < reading.low < reading.value < reading.high < 1


def test_known_parameters_leave_no_interval_width():
    reading = read(bound(USUAL), tries_of([1, 0, 1, 1]))
    assert reading.low == pytest.approx(reading.value) == reading.high


def test_very_long_runs_stay_numbers():
    theta = (0.5, 0.1, 0.01, 0.01, 0.0)
    assert value_after(theta, [1] * 900) == 1.0
    assert 0 <= value_after(theta, [1] * 900 + [0] * 2000) <= 1
    assert value_after((0.001, 0.0, 0.01, 0.01, 0.0), [0] * 900) >= 0.0


def test_an_unknown_skill_is_read_with_the_population():
    default = (0.3, 0.2, 0.2, 0.1, 0.02)
    measure = Mastery(Parameters.fixed({7: USUAL}, default))
    reading = read(measure, tries_of([1, 1, 0, 1]))
    assert reading.value == pytest.approx(naive_known(default, [1, 1, 0, 1])[-1])


def test_parameters_come_as_json_too_and_are_exactly_the_same():
    parameters = Parameters.fixed({1: USUAL, 5: (0.1, 0.2, 0.3, 0.4, 0.1)})
    through = json.loads(json.dumps(parameters.to_json()))
    events = tries_of([1, 0, 1, 1, 1])
    assert read(Mastery().with_parameters(through), events) == read(Mastery(parameters), events)
    assert Parameters.from_json(through).to_json() == parameters.to_json()


@pytest.mark.parametrize(
    ("theta", "what"),
    [
        ((0.5, 0.1, 0.6, 0.4, 0.0), r"guess \+ slip"),
        ((1.0, 0.1, 0.2, 0.1, 0.0), "prior"),
        ((0.5, 0.1, 0.0, 0.1, 0.0), "guess"),
        ((0.5, float("nan"), 0.2, 0.1, 0.0), "not a number"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(theta, what):
    with pytest.raises(ValueError, match=what):
        Parameters.fixed({1: theta})


def test_an_answer_that_does_not_count_moves_nothing():
    measure = Mastery()
    rows = [event(MONDAY, 8 + k, activity=k + 1, skills=(1,)) for k in range(5)]
    hasty = event(MONDAY, 20, activity=9, skills=(1,), duration=300, success=0)
    hinted = event(MONDAY, 21, activity=8, skills=(1,), success=0, flags=int(Flag.HINTED))
    assert read(measure, history(*rows, hasty, hinted)) == read(measure, history(*rows))


def test_a_partial_score_goes_in_as_right_or_not_yet():
    measure = bound(USUAL)
    rows = [
        event(MONDAY, 8 + k, Kind.PARTIAL, activity=k, skills=(1,), score=s)
        for k, s in enumerate([9000, 5000])
    ]
    state = measure.step(measure.init(), history(*rows))
    assert (state.rows["tries"][0], state.rows["right"][0]) == (2, 1)


def test_one_more_answer_of_a_student_with_a_hundred_skills_takes_well_under_a_millisecond():
    rows = [event(MONDAY + i // 8, 8 + i % 8, activity=i, skills=(i % 100 + 1,)) for i in range(800)]
    events, measure = history(*rows), Mastery()
    state = measure.pack(measure.step(measure.init(), events[:700]))
    seconds = []
    for i in range(700, 800):
        started = time.perf_counter()
        state = measure.pack(measure.step(measure.unpack(state), events[i : i + 1]))
        seconds.append(time.perf_counter() - started)
    assert len(state) < 25_000
    assert min(seconds) < 0.001


SCRIPT = """
import hashlib, sys
import numpy as np
from tests.measures.histories import random_history
from waypost.measures.mastery import Mastery, fit, trace
from tests.measures.learners import simulate, random_thetas
measure = Mastery()
out = hashlib.sha256()
for seed in range(6):
    out.update(measure.pack(measure.step(measure.init(), random_history(np.random.default_rng(seed), 80, 5))))
rng = np.random.default_rng(1)
table = simulate(rng, random_thetas(rng, 3), 25, 6)
model = fit(table)
for part in (*trace(model, table), model.values, model.covariance):
    out.update(np.round(part, 9).tobytes())
print(out.hexdigest(), "numba" in sys.modules)
"""


def test_plain_python_gives_the_same_states_as_the_compiled_kernels_and_never_imports_numba():
    said = {}
    for kernels in ("numba", "python"):
        environment = {**os.environ, "WAYPOST_KERNELS": kernels}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said[kernels] = done.stdout.split()
    assert said["numba"][1] == "True"
    assert said["python"][1] == "False"
    assert said["numba"][0] == said["python"][0]


def test_a_long_random_history_has_only_skills_that_were_met():
    events = random_history(np.random.default_rng(5), 300)
    measure = Mastery()
    assert set(measure.step(measure.init(), events).rows["skill"].tolist()) <= set(events.skills.tolist())
