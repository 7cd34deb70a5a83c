"""Two tests on paper in the term, marked by the teacher with half points."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from .calendar import week
from .dice import Dice
from .learners import Knowing, difficulty
from .people import Student
from .skills import Skill, begun
from .truth import Learner, Truth

DAYS = (date(2026, 9, 25), date(2026, 10, 30))
ITEMS = 4


class Mark(NamedTuple):
    student: str
    skill: Skill
    item: int
    score: float  # 0, .5 or 1
    day: date
    second: float


def skills_of(student: Student, day: date) -> list[Skill]:
    """The two skills that had begun before the newest."""
    options = begun("mathematics", student.grade, week(day))
    return list(options[-3:-1])


def sit(
    truth: Truth, student: Student, learner: Learner, knowing: dict[str, Knowing], day: date
) -> list[Mark]:
    """The answers of one student in one test, by what they know that day. A skill never practised is left out."""
    dice = Dice(truth.seed, "paper", student.id, day)
    found = []
    for skill in skills_of(student, day):
        state = knowing.get(skill.key)
        for item in range(1, ITEMS + 1):
            throw = dice.roll()
            if state is None:
                continue
            chance = state.chance(learner, difficulty(truth.seed, f"paper-{skill.key}", item, skill.hard))
            score = 1.0 if throw < chance else 0.5 if throw < chance + 0.15 else 0.0
            found.append(Mark(student.id, skill, item, score, day, 10.75 * 3600))
    return found
