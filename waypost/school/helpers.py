"""Who helps a student from outside today, for rooms that don't know the room which keeps placements (TRUST 28).

A helper stands here only while placement, check, membership and consent all hold; the next request knows when one ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Helping:
    """A helper of an organization, the student, and the adult of the school who answers for it. Ids of `school.Person`."""

    student: int
    helper: int
    adult: int


class Keeper(Protocol):
    """What the room that keeps placements offers."""

    def of_student(self, student: int) -> list[Helping]:
        """All who help this student today."""

    def of_helper(self, helper: int) -> list[Helping]:
        """All whom this person helps today."""


class _Nobody:
    """Where no such room is: nobody helps."""

    def of_student(self, student: int) -> list[Helping]:
        return []

    def of_helper(self, helper: int) -> list[Helping]:
        return []


_keeper: Keeper = _Nobody()


def install(keeper: Keeper) -> None:
    global _keeper
    _keeper = keeper


def keeper() -> Keeper:
    return _keeper
