"""Drawn schools with a known effect: students of classes that are alike, weeks that are alike, a season for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from waypost.practice import drawing
from waypost.practice.plan import NEVER, Design, Plan

PLAN = Plan(
    version=1, design=Design.PHASE_IN, outcome="first_tries", subject="", classes=(), starts=(), first=date(2026, 9, 7), weeks=8, waves=2,
    block=2, smallest=0.1, group="", expect="", ethics="", seed="",
)  # fmt: skip
BEFORE = 4


def plan_of(design: Design, classes: int, rng: np.random.Generator, group: str = "") -> Plan:
    seed = str(rng.integers(1 << 40))
    starts = {
        Design.PHASE_IN: drawing.steps(classes, PLAN.weeks, 2),
        Design.TURNS: drawing.turns(classes),
        Design.MATCHED: tuple([0] * (classes // 2) + [NEVER] * (classes - classes // 2)),
    }[design]
    return replace(
        PLAN, design=design, classes=tuple(range(classes)), starts=drawing.shuffled(starts, seed), group=group
    )


def school(
    rng: np.random.Generator,
    plan: Plan,
    effect: float,
    *,
    uneven: float = 0.0,
    icc: float = 0.15,
    for_low: float = 0.0,
    size: int = 15,
) -> tuple[dict[int, list[tuple[int, float]]], dict[int, int]]:
    """(weeks, place_of) in standard deviations of students. `uneven`: sd of the effect between classes; `for_low`: how
    much more it does for students below the middle of their class. Weeks of one student hang together (autocorrelation .5)."""
    weeks: dict[int, list[tuple[int, float]]] = {}
    place_of: dict[int, int] = {}
    season = rng.normal(0, 0.3, plan.weeks + BEFORE)
    for place in range(len(plan.classes)):
        own = effect + uneven * rng.normal()
        level = icc**0.5 * rng.normal()
        drift = np.cumsum(rng.normal(0, 0.08, plan.weeks + BEFORE))
        bases = (1 - icc) ** 0.5 * rng.normal(size=size)
        for base in bases:
            student, noise = len(weeks), 0.0
            place_of[student], weeks[student] = place, []
            for n, week in enumerate(range(-BEFORE, plan.weeks)):
                noise = 0.5 * noise + 0.6 * rng.normal()
                more = own + (for_low if base < np.median(bases) else 0.0)
                lifted = more if week >= 0 and plan.treated(place, week) else 0.0
                weeks[student].append((week, level + base + season[n] + drift[n] + noise + lifted))
    return weeks, place_of
