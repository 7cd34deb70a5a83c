"""An attacker who knows every class list, the day of each figure and how Waypost works: what can be said of one person?

Slow and plain, and none of the code that hides cells: one unknown for each set of people who can't be told apart, scipy's
linear programs, and for intervals the spread that stands behind them (a convex bound, met by cutting planes).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import linprog

CUTS = 25


@dataclass(frozen=True)
class Claim:
    """The mean of these people's values lies between low and high; `half`: of a 95 % interval by Student's t, if one is told.
    `counts`: each value is 0 or 1."""

    members: frozenset[int]
    low: float
    high: float
    half: float | None = None
    counts: bool = False

    @property
    def sums(self) -> tuple[float, float]:
        n = len(self.members)
        low, high = self.low * n, self.high * n
        if self.counts:
            low, high = float(np.ceil(low - 1e-6)), float(np.floor(high + 1e-6))
        return low, high

    @property
    def most_squares(self) -> float | None:
        """Greatest sum of squared distances from the mean."""
        if self.half is None:
            return None
        n = len(self.members)
        spread = self.half * n**0.5 / stats.t.ppf(0.975, n - 1)
        return float((n - 1) * spread**2)


def reading(text: str) -> tuple[float, float] | None:
    """What "47 %", ">= 90 %", "0.47" or "10 % or less" says of a mean, as everybody may read it."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ").replace("%", "").strip()
    if plain.startswith(">=") or plain.endswith("or more"):
        return float(plain.removeprefix(">=").removesuffix("or more")) / 100, 1.0
    if plain.startswith("<=") or plain.endswith("or less"):
        return 0.0, float(plain.removeprefix("<=").removesuffix("or less")) / 100
    try:
        value = float(plain) / (100 if "%" in text else 1)
    except ValueError:
        return None
    return max(0.0, value - 0.005), min(1.0, value + 0.005)


def bounds(claims: Sequence[Claim], target: frozenset[int]) -> tuple[float, float]:
    """Least and greatest mean of the target's values, each between 0 and 1."""
    parts = _alike([c.members for c in claims], target)
    sizes = np.array([len(p) for p in parts], float)
    holds = np.array([[float(p <= c.members) for p in parts] for c in claims])
    rows, right = [], []
    for claim, row in zip(claims, holds, strict=True):
        low, high = claim.sums
        rows += [row * sizes, -row * sizes]
        right += [high + 1e-7, -low + 1e-7]
    aim = np.array([float(p <= target) for p in parts]) * sizes / len(target)
    low, high = (sign * _least(sign * aim, rows, right, sizes, claims, holds) for sign in (1.0, -1.0))
    return low, high


def _least(
    aim: np.ndarray, rows: list[np.ndarray], right: list[float], sizes: np.ndarray, claims: Sequence[Claim],
    holds: np.ndarray,
) -> float:  # fmt: skip
    """People alike have the same value at the end of a convex set, but for the target, which is a part of its own."""
    rows, right = list(rows), list(right)
    for _cut in range(CUTS):
        answer = linprog(aim, A_ub=np.array(rows), b_ub=right, bounds=(0, 1), method="highs")
        assert answer.success, answer.message
        cut = False
        for claim, row in zip(claims, holds, strict=True):
            most = claim.most_squares
            if most is None:
                continue
            weights = row * sizes
            n = weights.sum()
            mean = float(weights @ answer.x) / n
            over = float(weights @ (answer.x - mean) ** 2)
            if over > most + 1e-6:
                slope = 2 * weights * (answer.x - mean)
                rows.append(slope)
                right.append(most - over + float(slope @ answer.x))
                cut = True
        if not cut:
            break
    return float(answer.fun)


def _alike(sets: Iterable[frozenset[int]], target: frozenset[int]) -> list[frozenset[int]]:
    """People by the figures they stand behind; one of the target apart from the others who look like it."""
    marks: dict[int, list[int]] = defaultdict(list)
    for n, members in enumerate([*sets, target]):
        for person in members:
            marks[person].append(n)
    same: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for person, mark in marks.items():
        same[tuple(mark)].add(person)
    return [frozenset(s) for _, s in sorted(same.items())]


def one_of_each(claims: Sequence[Claim], people: Iterable[int]) -> list[frozenset[int]]:
    """One person of each sort: what is found of one holds for all who look alike."""
    return [frozenset({min(part)}) for part in _alike([c.members for c in claims], frozenset(people))]
