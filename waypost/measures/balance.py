"""How attention is spread: who had no conversation, how unevenly talks fall, and how long a signal waits for one.

Only counts. Nothing here names an adult, and nothing here is a target: `care.balance` says who may see what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 2  # students below which there is no spread


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `students`, `without` had no conversation; `ratio`: variance over mean of the counts (None: undefined).

    By pure chance (each talk falls on anybody alike) the ratio is about 1; below 1 is more even than chance, above 1
    a few get most of it. (Index of dispersion; Fisher, Thornton & Mackenzie 1922.)
    """

    students: int
    without: int
    ratio: float | None

    @property
    def share(self) -> float | None:
        return self.without / self.students if self.students else None


def spread(counts: Sequence[int]) -> Spread:
    """`counts`: conversations of each student in the same days.

    >>> spread([0, 1, 2, 3, 4])
    Spread(students=5, without=1, ratio=1.25)
    """
    n = len(counts)
    mean = sum(counts) / n if n else 0.0
    ratio = None
    if n >= FEWEST and mean > 0:
        ratio = sum((c - mean) ** 2 for c in counts) / (n - 1) / mean
    return Spread(n, sum(c == 0 for c in counts), ratio)


def middle_wait(days: Sequence[float], answered: Sequence[bool]) -> float | None:
    """School days from a signal to a conversation, the middle one (Kaplan & Meier 1958): what still waits counts, too.

    `days`: until the conversation, or until today where `answered` is false. None: nothing to tell, or more than half
    still wait. Where exactly half are answered at a day, the middle of it and the next such day, or the last
    day known (as survival::survfit does it).

    >>> middle_wait([1, 2, 3, 9], [True, True, True, False])
    2.5
    """
    left, share, half = len(days), 1.0, None
    for day in sorted({d for d, done in zip(days, answered, strict=True) if done}):
        left = sum(d >= day for d in days)
        events = sum(d == day and done for d, done in zip(days, answered, strict=True))
        if half is not None:
            return (half + day) / 2
        share *= 1 - events / left
        if abs(share - 0.5) < 1e-9:
            half = float(day)
        elif share < 0.5:
            return float(day)
    return None if half is None else (half + max(days)) / 2
