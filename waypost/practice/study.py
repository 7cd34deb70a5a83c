"""The result of a trial, worked out once after its last day by the plan as it was locked. The worker's job, never a page's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from django.db import transaction

from waypost.readings import outcomes
from waypost.school import clock, queries
from waypost.skills.models import Skill
from waypost.trust import consent
from waypost.trust.releases import Figure, compute_release
from waypost.trust.releases.service import TEAM_THRESHOLD

from . import analysis, locks
from .models import Fidelity, Helped, LockedPlan, Result, StudentView, Trial, Used
from .plan import BEFORE, WEEK, Plan

LINE, USED = "all", "used"
THRESHOLD = 10


def name_of(trial_id: int) -> str:
    """Of the release that a trial's figures stand in."""
    return f"trial-{trial_id}"


def used_name(trial_id: int) -> str:
    """Of the release in which adults together say how often it was done."""
    return f"trial-{trial_id}-used"


def daily() -> int:
    """Work out the trials whose last day is over; returns how many."""
    done = 0
    for locked in LockedPlan.objects.filter(trial__result=None, trial__broken_off=None).order_by("pk"):
        done += make(locked) is not None
    return done


def make(locked: LockedPlan) -> Result | None:
    """The result of one trial, once; None before its last day is over (nobody peeks) or if its plan was tampered with."""
    plan = Plan.read(locked.plan)
    if clock.today() <= plan.last or locked.trial_id in locks.changed():
        return None
    known = Result.objects.filter(trial=locked.trial_id).first()
    if known is not None:
        return known
    place_of = students(plan)
    finding = analysis.analyse(plan, _weeks(plan, place_of), place_of)
    with transaction.atomic():
        made, new = Result.objects.get_or_create(
            trial=locked.trial,
            defaults={"state": finding.main.state, "numbers": _numbers(finding, plan), "made": clock.now()},
        )
        if new:
            _release(locked.trial, finding, plan)
    return made


def students(plan: Plan) -> dict[int, int]:
    """Student -> place of the class: who was in it when the trial began, whatever they did later, but nobody who said no."""
    found: dict[int, int] = {}
    for place, klass in enumerate(plan.classes):
        for person in queries.students_of_class(klass, plan.first):
            found.setdefault(person.pk, place)
    no = consent.opted_out("trial", found)
    return {person: place for person, place in found.items() if person not in no}


def _weeks(plan: Plan, place_of: dict[int, int]) -> analysis.Weeks:
    skills = (
        list(Skill.objects.filter(subject=plan.subject).values_list("pk", flat=True)) if plan.subject else []
    )
    points = outcomes.weekly_of_group(
        sorted(place_of), plan.outcome, plan.first - BEFORE * WEEK, plan.last, skills
    )
    return {s: [(plan.week_of(p.week), p.value) for p in found] for s, found in points.items()}


def _numbers(finding: analysis.Finding, plan: Plan) -> dict[str, Any]:
    """`told`: may the size of the difference be said? Not where it would tell how nearly all of few students did."""
    found = asdict(finding)
    del found["arms"]
    return {**found, "told": all(_open(list(side.values()), _scale(plan)) for side in finding.arms if side)}


def _open(values: list[float], scale: float) -> bool:
    """Is there room in the sum of a side for anybody to stand at either end, even where the mean is known exactly?"""
    total = sum(min(1.0, v / scale) for v in values)
    return min(total, len(values) - total) >= 1


def _scale(plan: Plan) -> float:
    return 5.0 if plan.outcome == outcomes.DAYS_WORKED else 1.0


def _release(trial: Trial, finding: analysis.Finding, plan: Plan) -> None:
    """What is told of groups: the two sides' means, and how students found it, under the rules for small groups."""
    scale, table = _scale(plan), {}
    for name, side in zip(("with", "without"), finding.arms, strict=True):
        if side:
            table[LINE, name] = Figure(frozenset(side), min(1.0, sum(side.values()) / len(side) / scale))
    said = dict(StudentView.objects.filter(trial=trial).values_list("person_id", "helped"))
    if said:
        for value in (Helped.HELPED, Helped.HINDERED):
            share = sum(v == value for v in said.values()) / len(said)
            table[LINE, str(value)] = Figure(frozenset(said), share)
    if table:
        compute_release(name_of(trial.pk), "result", table, audience="staff", threshold=THRESHOLD)
    used = _used(trial, plan)
    if used:
        mean = sum(used.values()) / len(used)
        table = {(LINE, USED): Figure(frozenset(used), mean)}
        compute_release(used_name(trial.pk), "result", table, audience="staff", threshold=TEAM_THRESHOLD)


def _used(trial: Trial, plan: Plan) -> dict[int, float]:
    """Adult -> share of the weeks with the strategy in which it was used, half where in part; of those they said."""
    marks = {Used.YES: 1.0, Used.PARTLY: 0.5, Used.NO: 0.0}
    said: dict[int, list[float]] = defaultdict(list)
    for row in Fidelity.objects.filter(trial=trial, class_id__in=plan.classes).order_by("pk"):
        if plan.treated(plan.classes.index(row.class_id), plan.week_of(row.week)):
            said[row.person_id].append(marks[Used(row.used)])
    return {person: sum(values) / len(values) for person, values in said.items()}
