"""The lottery: which class begins when, from a seed that stands in the plan, so that anybody can draw it again.

Only `random.Random(text).random()` is used, whose sequence the language's documentation fixes for all versions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence


def shuffled(places: Sequence[int], seed: str) -> tuple[int, ...]:
    """The places in the order that the seed draws (Fisher and Yates).

    >>> sorted(shuffled([3, 3, 7, 7], "a seed"))
    [3, 3, 7, 7]
    """
    roll, found = random.Random(f"waypost lottery {seed}").random, list(places)
    for last in range(len(found) - 1, 0, -1):
        other = int(roll() * (last + 1))
        found[last], found[other] = found[other], found[last]
    return tuple(found)


def steps(classes: int, weeks: int, waves: int) -> tuple[int, ...]:
    """In which week (from 0) the classes of a phase-in begin, before lots are drawn: evenly over waves and weeks.

    >>> steps(5, 9, 2)
    (3, 3, 3, 6, 6)
    """
    begins = [round(weeks * (wave + 1) / (waves + 1)) for wave in range(waves)]
    return tuple(sorted(begins[n % waves] for n in range(classes)))


def turns(classes: int) -> tuple[int, ...]:
    """Which classes have the first turn with the strategy (0) and which the first without (1), before lots are drawn."""
    return tuple(sorted(n % 2 for n in range(classes)))
