"""Chance that is the same on every machine and in every later version of Python.

Only `random.Random(text).random()` is used: its sequence is fixed by the language's documentation, while `choice`,
`shuffle`, `gauss` and numpy's distributions may change between versions. Each person and purpose has dice of its own,
so that a change in one place leaves all others as they were.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Named dice: the same names give the same throws."""

    def __init__(self, *names: object) -> None:
        self.roll = random.Random(":".join(str(n) for n in names)).random

    def chance(self, share: float) -> bool:
        return self.roll() < share

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.roll()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.roll() * len(options))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        left = self.roll() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        return options[-1]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Fisher and Yates."""
        found = list(options)
        for last in range(len(found) - 1, 0, -1):
            other = int(self.roll() * (last + 1))
            found[last], found[other] = found[other], found[last]
        return found

    def normal(self, mean: float = 0.0, sd: float = 1.0) -> float:
        """Box and Muller, one of the two."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.roll()))
        return mean + sd * radius * math.cos(2.0 * math.pi * self.roll())

    def beta(self, alpha: int, beta: int) -> float:
        """Beta with whole parameters: the alpha-th smallest of alpha + beta - 1 uniform numbers."""
        return sorted(self.roll() for _ in range(alpha + beta - 1))[alpha - 1]
