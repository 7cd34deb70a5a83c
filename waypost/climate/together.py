"""Who wasn't seen working with others: a rule over what was noted, pure and small.

At least four lessons of the student's classes were noted this term, and the student was there in at least three, each
time alone. It says what was seen, not what is: nobody's friendships, nobody's worth. (shared/MEASURES.md, Classroom dynamics)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

LESSONS_NEEDED = 4
PRESENT_NEEDED = 3


@dataclass(frozen=True, slots=True)
class Alone:
    """`lessons` noted, of which the student was there in `present`, never with others."""

    lessons: int
    present: int


def not_with_others(lessons: Mapping[int, Mapping[int, int]], student: int) -> Alone | None:
    """`lessons`: lesson -> {student: group number, 0 for alone} of the student's classes; None: nothing to say.

    >>> noted = {1: {7: 0, 8: 1, 9: 1}, 2: {7: 2, 8: 1, 9: 1}, 3: {8: 1, 9: 1}, 4: {7: 0, 8: 3, 9: 3}}
    >>> not_with_others(noted, 7)
    Alone(lessons=4, present=3)
    >>> not_with_others(noted, 8) is None
    True
    """
    there = [noted for noted in lessons.values() if student in noted]
    if len(lessons) < LESSONS_NEEDED or len(there) < PRESENT_NEEDED:
        return None
    if any(_with_others(noted, student) for noted in there):
        return None
    return Alone(len(lessons), len(there))


def _with_others(noted: Mapping[int, int], student: int) -> bool:
    number = noted[student]
    return number != 0 and Counter(noted.values())[number] > 1
