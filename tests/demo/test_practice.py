"""The demonstration's trials: what the analysis says holds against what is true of the school; the room's content comes in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from tests.village import Village
from waypost.demo import practice
from waypost.demo.seed import Plan as Seed
from waypost.demo.simulator import tried
from waypost.demo.simulator.build import lived
from waypost.practice.analysis import Finding, analyse
from waypost.practice.models import Insight, LockedPlan, Minutes, Strategy, Visit
from waypost.practice.plan import Design, Plan
from waypost.school.models import Class, Enrollment, Person
from waypost.trust.releases import shown

FIRST, LAST = date(2026, 8, 31), date(2026, 11, 22)


def finding(seed: int) -> Finding:
    """First tries in mathematics, straight from the simulator's students, by the plan that the school locks."""
    truth, term = lived(seed)
    rooms = sorted(truth.tried)
    starts = tuple((truth.tried[room] - tried.FIRST).days // 7 for room in rooms)
    plan = Plan(
        version=1, design=Design.PHASE_IN, outcome="first_tries", subject="Mathematics", classes=tuple(range(len(rooms))),
        starts=starts, first=tried.FIRST, weeks=tried.WEEKS, waves=tried.WAVES, block=2, smallest=0.1, group="low_start",
        expect="", ethics="", seed=tried.SEED,
    )  # fmt: skip
    tries: dict[str, dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for answer in term.answers:
        if answer.attempt == 1 and not answer.hints and answer.skill.subject == "mathematics":
            tries[answer.student][plan.week_of(answer.day)].append(answer.right)
    numbers = {name: n for n, name in enumerate(truth.homerooms)}
    weeks = {
        numbers[s]: [(w, sum(v) / len(v)) for w, v in sorted(found.items())] for s, found in tries.items()
    }
    return analyse(plan, weeks, {numbers[s]: rooms.index(room) for s, room in truth.homerooms.items()})


@pytest.mark.parametrize("seed", [7, 11])
def test_the_trial_that_is_over_finds_what_is_true_of_the_school(seed: int) -> None:
    found = finding(seed)
    assert found.main.state == "higher"
    assert found.main.low is not None
    assert found.main.high is not None
    assert found.main.low <= tried.LIFT <= found.main.high
    assert found.group is not None
    assert found.group.state == "no_clear_difference"  # it lifts everybody alike


def test_without_the_lift_the_same_trial_says_that_it_cant_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    from waypost.demo.simulator import evidence

    monkeypatch.setattr(evidence, "LIFT", 0.0)
    found = finding(7)
    assert found.main.state == "no_clear_difference"


def test_a_small_school_tries_nothing() -> None:
    assert tried.begins(["7A", "7B"]) == {}


@pytest.fixture
def school_of_eight(village: Village) -> Village:
    for n in range(8):
        for subject in ("Mathematics", "Reading"):
            klass = Class.objects.create(
                sourced_id=f"{subject}-{n}",
                title=f"{subject} 5{n}",
                organization=village.willow,
                subject=subject,
                kind="scheduled",
            )
            teacher = Person.objects.create(
                given_name="T", family_name=f"{subject}{n}", kind="staff", sourced_id=f"t{subject}{n}"
            )
            Enrollment.objects.create(
                sourced_id=f"e{subject}{n}", person=teacher, klass=klass, role="teacher", since=FIRST
            )
            for k in range(3):
                student, _new = Person.objects.get_or_create(
                    sourced_id=f"s{n}-{k}", defaults={"given_name": f"S{n}{k}", "kind": "student"}
                )
                Enrollment.objects.create(
                    sourced_id=f"e{subject}{n}-{k}", person=student, klass=klass, role="student", since=FIRST
                )
    return village


def test_the_school_locks_the_draw_that_the_simulator_lives_by_and_what_is_around_it_comes_in_once(
    school_of_eight: Village,
) -> None:
    seed = cast(Seed, SimpleNamespace(seed=7))
    for _ in range(2):
        practice.live(seed, FIRST, LAST)
    examples = Plan.read(LockedPlan.objects.get(trial__once=practice._once("examples trial")).plan)
    assert examples.starts == tuple(
        (day - tried.FIRST).days // 7
        for _, day in sorted(tried.begins([f"r{n}" for n in range(len(examples.classes))]).items())
    )
    assert (
        LockedPlan.objects.count(),
        Strategy.objects.count(),
        Insight.objects.count(),
        Visit.objects.count(),
    ) == (2, 2, 4, 1)
    assert Minutes.objects.get().decided
    practice.result()
    trial = LockedPlan.objects.get(trial__once=practice._once("examples trial")).trial
    assert trial.result.state == "cant_tell"  # no evidence in this school
    assert [d.verdict for d in trial.decisions.all()] == ["keep"]
    assert not hasattr(LockedPlan.objects.get(trial__once=practice._once("pairs trial")).trial, "result")
    assert {c.column for c in shown(f"trial-{trial.pk}", "result", "staff")} <= {"helped", "hindered"}
