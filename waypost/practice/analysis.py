"""The numbers of a trial, by its plan: students' weeks in, one finding out. Pure; numpy and scipy, so never in a page.

By lottery: one mean a class and week (of at least five students), the randomization test over all draws, and its
interval. Matched: students compared by regression with errors that allow for classes being alike, adjusted for what each
did in the weeks before; refused where the groups were too far apart then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from waypost.measures import effects
from waypost.measures.trials import (
    DEFAULT,
    NEVER,
    chance_worthwhile,
    clustered,
    interaction,
    possible_draws,
    randomization_test,
    settled,
    treated_by_start,
    treated_by_turns,
)
from waypost.measures.trials.numbers import TrialSettings

from . import plan as plans
from .plan import Design, Plan

FEWEST = 5  # students behind a cell; fewer are dropped before anything is fitted (TRUST 2)
Z = NormalDist().inv_cdf(0.975)

Weeks = Mapping[
    int, Sequence[tuple[int, float]]
]  # student -> (week of the trial, value); before the trial: negative
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference with its limits in the outcome's own unit."""

    state: str
    classes: tuple[int, int]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`spread`: standard deviation between students before the trial, the unit of `worthwhile`. `apart`: how far matched
    groups stood from each other before. `e_values` only without a lottery. `arms`: student -> mean with, without."""

    main: Estimate
    spread: float | None = None
    students: int = 0
    group: Estimate | None = None
    chance: float | None = None
    apart: float | None = None
    e_values: tuple[float, float] | None = None
    arms: tuple[dict[int, float], dict[int, float]] = field(default_factory=lambda: ({}, {}))


def analyse(
    plan: Plan, weeks: Weeks, place_of: Mapping[int, int], settings: TrialSettings = DEFAULT
) -> Finding:
    """`place_of`: student -> place of the class in the plan."""
    known = {s: list(found) for s, found in weeks.items() if s in place_of and found}
    before = {s: _mean(early) for s, found in known.items() if (early := [v for w, v in found if w < 0])}
    spread = _spread(before.values(), known)
    arms = _arms(plan, known, place_of)
    students = len(arms[0].keys() | arms[1].keys())
    low = _low_starters(before, place_of)
    apart = None
    if plan.design.by_lottery:
        main = _by_lots(plan, known, place_of, _cell_mean, settings)
        group = _by_lots(plan, known, place_of, _gap(low, before), settings) if plan.group else None
    else:
        main, apart = _matched(plan, known, before, place_of, settings)
        group = _matched_group(plan, known, before, place_of, low, settings) if plan.group else None
    return _judged(plan, main, group, spread, students, apart, arms, settings)


def _judged(
    plan: Plan, main: Estimate, group: Estimate | None, spread: float | None, students: int, apart: float | None,
    arms: tuple[dict[int, float], dict[int, float]], settings: TrialSettings,
) -> Finding:  # fmt: skip
    chance, against = None, None
    if spread and main.value is not None and main.low is not None and main.high is not None:
        error = (main.high - main.low) / (2 * Z * spread)
        chance = chance_worthwhile(main.value / spread, error, plan.smallest, settings)
        if not plan.design.by_lottery:
            against = effects.e_values(main.value / spread, main.low / spread, main.high / spread)
    return Finding(main, spread, students, group, chance, apart, against, arms)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _spread(before: object, known: Mapping[int, Sequence[tuple[int, float]]]) -> float | None:
    """Between students, of their means in the weeks before; of all their weeks where hardly any has some."""
    values = np.array(list(before), np.float64)  # type: ignore[call-overload]
    if len(values) < 4 * FEWEST:
        values = np.array([_mean([v for _, v in found]) for found in known.values()], np.float64)
    if len(values) < 4 * FEWEST:
        return None
    found = float(values.std(ddof=1))
    return found if found > 1e-9 else None


def _arms(
    plan: Plan, known: Mapping[int, Sequence[tuple[int, float]]], place_of: Mapping[int, int]
) -> tuple[dict[int, float], dict[int, float]]:
    """Each student's mean over the weeks with and the weeks without."""
    sides: tuple[dict[int, list[float]], dict[int, list[float]]] = (defaultdict(list), defaultdict(list))
    for student, found in known.items():
        for week, value in found:
            if 0 <= week < plan.weeks:
                sides[not plan.treated(place_of[student], week)][student].append(value)
    return {s: _mean(v) for s, v in sides[0].items()}, {s: _mean(v) for s, v in sides[1].items()}


def _low_starters(before: Mapping[int, float], place_of: Mapping[int, int]) -> frozenset[int]:
    """Students below the middle of their own class before the trial."""
    middle: dict[int, float] = {}
    for place in {place_of[s] for s in before}:
        middle[place] = float(np.median([v for s, v in before.items() if place_of[s] == place]))
    return frozenset(s for s, v in before.items() if v < middle[place_of[s]])


Cell = Callable[[Mapping[int, float]], float | None]


def _cell_mean(values: Mapping[int, float]) -> float | None:
    return _mean(list(values.values())) if len(values) >= FEWEST else None


def _gap(low: frozenset[int], before: Mapping[int, float]) -> Cell:
    """How much lower starters stand above the others in a cell: the strategy's effect on it is the interaction."""

    def of(values: Mapping[int, float]) -> float | None:
        mine = [v for s, v in values.items() if s in low]
        others = [v for s, v in values.items() if s in before and s not in low]
        return _mean(mine) - _mean(others) if min(len(mine), len(others)) >= FEWEST else None

    return of


def _by_lots(
    plan: Plan, known: Mapping[int, Sequence[tuple[int, float]]], place_of: Mapping[int, int], cell: Cell,
    settings: TrialSettings,
) -> Estimate:  # fmt: skip
    cells: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for student, found in known.items():
        for week, value in found:
            if 0 <= week < plan.weeks:
                cells[place_of[student], week][student] = value
    kept = {at: mean for at, values in sorted(cells.items()) if (mean := cell(values)) is not None}
    y = np.array(list(kept.values()), np.float64)
    cls, period = (np.array([at[i] for at in kept], np.int64) for i in (0, 1))
    if plan.design is Design.TURNS and len(y):
        keep = settled(period, plan.block)
        y, cls, period = y[keep], cls[keep], period[keep]
    if not len(y):
        return Estimate("cant_tell", (0, 0))
    found_ = randomization_test(y, _draws(plan, cls, period, settings), cls, period, settings=settings)
    return Estimate(found_.state, found_.classes, found_.value, found_.low, found_.high, found_.p)


def _draws(plan: Plan, cls: NDArray[np.int64], period: NDArray[np.int64], settings: TrialSettings) -> Floats:
    starts = np.array([NEVER if s == plans.NEVER else s for s in plan.starts], np.int64)
    possible = possible_draws(starts, settings=settings)
    if plan.design is Design.TURNS:
        return treated_by_turns(possible, cls, period, plan.block)
    return treated_by_start(possible, cls, period)


@dataclass(frozen=True, slots=True)
class _Sides:
    students: list[int]
    outcome: Floats
    treated: Floats
    classes: NDArray[np.int64]
    before: Floats


def _sides(
    plan: Plan, known: Mapping[int, Sequence[tuple[int, float]]], before: Mapping[int, float],
    place_of: Mapping[int, int],
) -> _Sides:  # fmt: skip
    """Students with weeks before and within the trial, of classes with at least five of them."""
    means = {
        s: _mean(inside)
        for s, found in sorted(known.items())
        if s in before and (inside := [v for w, v in found if 0 <= w < plan.weeks])
    }
    counts: dict[int, int] = defaultdict(int)
    for s in means:
        counts[place_of[s]] += 1
    kept = [s for s in means if counts[place_of[s]] >= FEWEST]
    places = np.array([place_of[s] for s in kept], np.int64)
    treated = np.array([plan.starts[p] == 0 for p in places], np.float64)
    return _Sides(
        kept, np.array([means[s] for s in kept]), treated, places, np.array([before[s] for s in kept])
    )


def _matched(
    plan: Plan, known: Mapping[int, Sequence[tuple[int, float]]], before: Mapping[int, float],
    place_of: Mapping[int, int], settings: TrialSettings,
) -> tuple[Estimate, float | None]:  # fmt: skip
    rows = _sides(plan, known, before, place_of)
    sides = tuple(len(np.unique(rows.classes[rows.treated == side])) for side in (1, 0))
    if min(sides) < 1:
        return Estimate("cant_tell", (sides[0], sides[1])), None
    apart, verdict = effects.match(rows.before[rows.treated == 0], rows.before[rows.treated == 1])
    if verdict == "refuse":
        return Estimate("too_far_apart", (sides[0], sides[1])), None if np.isnan(apart) else apart
    found = clustered(rows.outcome, rows.treated, rows.classes, rows.before - rows.before.mean(), settings)
    return Estimate(found.state, found.classes, found.value, found.low, found.high, found.p), apart


def _matched_group(
    plan: Plan, known: Mapping[int, Sequence[tuple[int, float]]], before: Mapping[int, float],
    place_of: Mapping[int, int], low: frozenset[int], settings: TrialSettings,
) -> Estimate:  # fmt: skip
    rows = _sides(plan, known, before, place_of)
    member = np.array([s in low for s in rows.students], np.float64)
    if not len(member) or min(member.sum(), len(member) - member.sum()) < 2 * FEWEST:
        return Estimate("cant_tell", (0, 0))
    found = interaction(
        rows.outcome, rows.treated, member, rows.classes, rows.before - rows.before.mean(), settings
    )
    return Estimate(found.state, found.classes, found.value, found.low, found.high, found.p)
