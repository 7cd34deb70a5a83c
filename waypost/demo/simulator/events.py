"""What a student leaves behind: answers, visits, marks on paper, days with work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .paper import Mark
from .skills import Skill


class Answer(NamedTuple):
    """One answer. `second` is the local second of the day at which it was given."""

    student: str
    source: str
    skill: Skill
    item: int
    day: date
    second: float
    duration: float
    right: bool
    hints: int
    attempt: int


class Visit(NamedTuple):
    """Work without an answer, on the learning platform."""

    student: str
    skill: Skill
    verb: str  # "experienced", "completed"
    day: date
    second: float
    duration: float
    scaled: float | None


@dataclass(slots=True)
class Life:
    """What one student leaves behind."""

    answers: list[Answer] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)

    def size(self) -> int:
        return len(self.answers) + len(self.visits) + len(self.marks)
