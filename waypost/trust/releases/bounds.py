"""What somebody who knows every class list could work out from the figures that were told, as linear bounds.

People who stand behind exactly the same told figures can't be told apart: one unknown for each such group (the sum of
its people's values, each between 0 and 1) is enough, so the systems stay small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Told:
    """A figure that was told: the mean of these people's values (0 to 1) lies between low and high.

    `column`: what the values are; "" where there is only one kind. `batch`: figures told together have the same; later
    ones a greater one.
    """

    members: frozenset[int]
    low: float
    high: float
    column: str = ""
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Bounds: of one person's value in each group of people alike, and of the mean over a hidden group."""

    people: Mapping[frozenset[int], tuple[float, float]]
    feasible: bool


def alike(told: Sequence[Told], groups: Iterable[frozenset[int]] = ()) -> list[frozenset[int]]:
    """People grouped by which told figures (and which of the groups asked about) they stand behind."""
    marks: dict[int, list[int]] = defaultdict(list)
    for n, members in enumerate([*(t.members for t in told), *groups]):
        for person in members:
            marks[person].append(n)
    same: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for person, mark in marks.items():
        same[tuple(mark)].add(person)
    return [frozenset(s) for _, s in sorted(same.items())]


class System:
    """The inequalities of all told figures over groups of people alike."""

    def __init__(self, told: Sequence[Told], groups: Iterable[frozenset[int]] = ()) -> None:
        self.parts = alike(told, groups)
        sizes = np.array([len(p) for p in self.parts], dtype=float)
        rows = np.array([[1.0 if part <= t.members else 0.0 for part in self.parts] for t in told])
        ns = np.array([len(t.members) for t in told], dtype=float)
        self._limits = [(0.0, s) for s in sizes]
        self._rows = np.vstack([rows, -rows]) if told else np.zeros((0, len(self.parts)))
        low = np.array([t.low for t in told])
        high = np.array([t.high for t in told])
        self._right = np.concatenate([high * ns, -low * ns]) if told else np.zeros(0)

    def of_sum(self, weights: Any) -> tuple[float, float] | None:
        """Least and greatest of a weighted sum of the groups' sums; None when the figures contradict each other."""
        from scipy.optimize import linprog  # a worker's job; the web process never comes here

        found = []
        for sign in (1.0, -1.0):
            answer = linprog(
                sign * weights, A_ub=self._rows, b_ub=self._right + 1e-9, bounds=self._limits, method="highs"
            )
            if not answer.success:
                return None
            found.append(sign * float(answer.fun))
        return found[0], found[1]

    def of_person(self, part: int) -> tuple[float, float] | None:
        """Bounds of one person's value in a group of people alike."""
        weights = np.zeros(len(self.parts))
        weights[part] = 1.0
        total = self.of_sum(weights)
        if total is None:
            return None
        others = len(self.parts[part]) - 1
        return max(0.0, total[0] - others), min(1.0, total[1])

    def of_group(self, members: frozenset[int]) -> tuple[float, float] | None:
        """Bounds of the mean over a group that was given to the constructor."""
        weights = np.array([1.0 if part <= members else 0.0 for part in self.parts])
        total = self.of_sum(weights)
        return None if total is None else (total[0] / len(members), total[1] / len(members))
