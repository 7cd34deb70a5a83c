"""What a trial's analysis finds on schools of which the truth is known, and what it refuses to say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from waypost.measures import effects
from waypost.measures.trials import TrialSettings
from waypost.practice import words
from waypost.practice.analysis import Estimate, Finding, analyse
from waypost.practice.plan import NEVER, Design, Plan
from waypost.practice.study import _numbers

from .schools import PLAN, plan_of, school

QUICK = TrialSettings(draws_most=400)


def run(
    design: Design, effect: float, seed: int, classes: int = 10, group: str = "", **more: float
) -> tuple[Plan, Finding]:
    rng = np.random.default_rng(seed)
    plan = plan_of(design, classes, rng, group)
    return plan, analyse(plan, *school(rng, plan, effect, **more), settings=QUICK)  # type: ignore[arg-type]


@pytest.mark.parametrize("design", list(Design))
def test_intervals_hold_the_truth_nearly_always_and_nothing_is_seldom_called_something(
    design: Design,
) -> None:
    for effect in (0.0, 0.4):
        found = [run(design, effect, seed)[1].main for seed in range(30)]
        known = [f for f in found if f.low is not None and f.high is not None]
        held = [f for f in known if f.low <= effect <= f.high]  # type: ignore[operator]
        assert len(held) >= 0.85 * len(known), (design, effect)
        if not effect:
            assert sum(f.state in {"higher", "lower"} for f in found) <= 5, design


@pytest.mark.parametrize("design", list(Design))
def test_a_large_effect_is_found_and_said(design: Design) -> None:
    plan, found = run(design, 1.2, 3, classes=16, icc=0.01)
    assert found.main.state == "higher"
    numbers = {**_numbers(found, plan), "told": True}  # these values know no ends of a scale
    told = words.told(plan, found.main.state, numbers)
    assert told.verdict.startswith("Higher with the strategy")
    assert "95 % sure" in told.size


@pytest.mark.parametrize("design", list(Design))
def test_under_four_classes_a_side_we_cant_tell_whatever_comes_out(design: Design) -> None:
    plan, found = run(design, 3.0, 1, classes=6, icc=0.01, size=80)
    assert found.main.state == "cant_tell"
    assert words.told(plan, found.main.state, _numbers(found, plan)).verdict.startswith("We can't tell")


def test_cells_of_fewer_than_five_students_are_dropped_before_anything_is_fitted() -> None:
    _, found = run(Design.PHASE_IN, 3.0, 1, size=4)
    assert found.main == Estimate("cant_tell", (0, 0))


def test_matched_classes_that_stood_too_far_apart_are_refused() -> None:
    rng = np.random.default_rng(5)
    plan = replace(PLAN, design=Design.MATCHED, classes=tuple(range(10)), starts=(0,) * 5 + (NEVER,) * 5)
    weeks, place_of = school(rng, plan, 0.0)
    apart = {s: [(w, v + (place_of[s] < 5)) for w, v in found] for s, found in weeks.items()}
    found = analyse(plan, apart, place_of)
    assert found.main.state == "too_far_apart"
    assert "too far apart" in words.told(plan, found.main.state, _numbers(found, plan)).verdict
    assert found.chance is None


def test_without_lots_the_page_says_how_strong_a_hidden_cause_would_have_to_be() -> None:
    plan, found = next(
        (p, f)
        for p, f in (run(Design.MATCHED, 0.8, seed, classes=16) for seed in range(20))
        if f.main.state == "higher"
    )
    assert found.e_values is not None
    assert found.spread is not None
    assert found.main.value is not None
    scaled = [found.main.value / found.spread, found.main.low / found.spread, found.main.high / found.spread]  # type: ignore[operator]
    assert found.e_values == pytest.approx(effects.e_values(*scaled))
    told = words.told(plan, found.main.state, _numbers(found, plan))
    assert any("times as often" in line for line in told.cant_say)
    assert not any(
        "Nobody drew lots" in line for line in words.told(*_of(run(Design.PHASE_IN, 0.8, 1))).cant_say
    )


def _of(pair: tuple[Plan, Finding]) -> tuple[Plan, str, dict[str, object]]:
    plan, found = pair
    return plan, found.main.state, _numbers(found, plan)


@pytest.mark.parametrize("design", [Design.PHASE_IN, Design.TURNS])
def test_for_whom_is_found_where_it_does_more_for_those_who_began_low(design: Design) -> None:
    plan, found = run(design, 0.0, 2, classes=16, group="low_start", for_low=1.5)
    assert found.group is not None
    assert found.group.state == "higher"
    assert (
        "does more for students who began below"
        in words.told(plan, found.main.state, _numbers(found, plan)).group
    )


def test_every_page_of_a_result_carries_the_caveat_about_weeks_that_are_alike() -> None:
    for design in Design:
        told = words.told(*_of(run(design, 0.5, 4)))
        assert any("higher far too often" in line for line in told.cant_say)
        assert told.would_tell


@pytest.mark.parametrize(
    ("low", "high", "state", "said"),
    [
        (0.12, 0.30, "higher", "by at least what was called worthwhile"),
        (0.01, 0.08, "higher", "less than was called worthwhile"),
        (0.05, 0.20, "higher", "is open"),
        (-0.05, 0.06, "no_clear_difference", "No difference that would be worthwhile"),
        (-0.05, 0.30, "no_clear_difference", "could be told from chance"),
        (-0.30, -0.05, "lower", "Lower"),
    ],
)
def test_the_first_sentence_says_what_the_interval_says(
    low: float, high: float, state: str, said: str
) -> None:
    main = Estimate(state, (5, 5), (low + high) / 2, low, high, 0.01)
    told = words.told(PLAN, state, _numbers(Finding(main, spread=1.0, students=100), PLAN))
    assert said in told.verdict


def test_power_speaks_of_classes_first() -> None:
    few = words.of_power((3, 3), 24, 0.2)
    assert "fewer than 4 classes" in few[1]
    many = words.of_power((5, 5), 24, 0.2)
    assert any("classes on each side would show it in 80 of 100" in line for line in many)
