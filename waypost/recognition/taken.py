"""Goals and work of a student for the portfolio: another room knows them, and a package above carries them across."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from waypost.trust.access import ReadBook


@dataclass(frozen=True, slots=True)
class TakenGoal:
    """`stands`: the level in words. `chosen`: is it marked at first? Private ones aren't."""

    key: str
    what: str
    stands: str
    made: datetime
    reached: bool
    chosen: bool
    steps: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TakenWork:
    """`picture`: a name in the files store, or "". `said`: where adults placed it, a line each."""

    key: str
    title: str
    kind: str
    text: str
    link: str
    picture: str
    made: datetime
    chosen: bool
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    goals: list[TakenGoal] = field(default_factory=list)
    work: list[TakenWork] = field(default_factory=list)


_ask: Callable[[ReadBook, int], Taken] = lambda reads, person_id: Taken()  # noqa: E731


def lend(ask: Callable[[ReadBook, int], Taken]) -> None:
    global _ask
    _ask = ask


def of(reads: ReadBook, person_id: int) -> Taken:
    """What the student may take along of the own goals and work, newest first."""
    return _ask(reads, person_id)
