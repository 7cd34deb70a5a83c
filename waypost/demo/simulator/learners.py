"""How a student learns: logistic growth with forgetting, and items of different difficulty.

This is on purpose not Bayesian knowledge tracing, so that Waypost's model is checked against a truth that it does not
share. For each skill there is one number, the logit of knowing an item of middling difficulty:

    P(right) = guess + (1 - guess - slip) * logistic(know - difficulty of the item)
    a try:        know += gain * (ceiling - know)
    after d days: know -= LOSS * (know - start) * (1 - 2^(-d / half life))

Guess, slip, gain and half life are the student's own; difficulty is the item's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from .dice import Dice
from .people import Student
from .skills import Skill
from .truth import Learner, Learning

LOSS = 0.3  # the most of what was gained that time alone can take in one break
LEARNT = 0.8


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


@cache
def difficulty(seed: int, key: str, item: int, hard: float) -> float:
    """Of one item, in logits."""
    return Dice(seed, "item", key, item).normal(hard, 0.45)


def draw(seed: int, student: Student) -> Learner:
    """A learner; nothing depends on sex, origin or class."""
    dice = Dice(seed, "learner", student.id)
    return Learner(
        ability=dice.normal(0, 0.65),
        gain=dice.between(0.08, 0.16),
        half_life=dice.between(15, 45),
        guess=dice.between(0.1, 0.2),
        slip=dice.between(0.03, 0.09),
        work=dice.beta(6, 2),
        evening=dice.beta(2, 3),
        hour=dice.between(15.5, 18.5),
        pace=dice.between(14, 32),
        hints=dice.between(0.03, 0.25),
        retry=dice.between(0.25, 0.7),
        rapid=dice.between(0.08, 0.2) if dice.chance(0.08) else 0.004,
        behind=dice.weighted((0, 1, 2, 3, 4), (40, 20, 20, 12, 8)),
    )


@dataclass(slots=True)
class Knowing:
    """One skill of one student while the term goes on."""

    start: float
    ceiling: float
    hard: float  # of the skill: an average item
    know: float
    blocked: bool = False  # practice does not help now
    seen: date | None = None
    tries: int = 0
    learnt_on: date | None = None
    shaky: list[date] = field(default_factory=list)

    def chance(self, learner: Learner, item: float) -> float:
        """Of a right answer to an item of that difficulty."""
        return learner.guess + (1 - learner.guess - learner.slip) * logistic(self.know - item)

    def rest(self, day: date, half_life: float) -> None:
        """Forget what the days since the last practice take."""
        if self.seen is not None and day > self.seen:
            share = 1 - 2 ** (-(day - self.seen).days / half_life)
            self.know -= LOSS * max(0.0, self.know - self.start) * share
        self.seen = day

    def practise(self, day: date, gain: float) -> None:
        self.tries += 1
        if self.learnt_on is not None and self.knows() < LEARNT and day not in self.shaky[-1:]:
            self.shaky.append(day)
        if not self.blocked:
            self.know += gain * (self.ceiling - self.know)
        if self.learnt_on is None and self.knows() >= LEARNT:
            self.learnt_on = day

    def knows(self) -> float:
        """The chance to know an average item of the skill."""
        return logistic(self.know - self.hard)

    def report(self) -> Learning:
        return Learning(
            round(self.start, 4),
            round(self.know, 4),
            self.tries,
            self.learnt_on,
            round(self.knows(), 4),
            list(self.shaky),  # the live days go on adding to it
        )


def begin(seed: int, student: Student, learner: Learner, skill: Skill) -> Knowing:
    """The skill before the term's first practice."""
    dice = Dice(seed, "start", student.id, skill.key)
    start = 0.8 * learner.ability + dice.normal(-0.55, 0.45)
    return Knowing(start, 2.9 + 0.6 * learner.ability, skill.hard, start)
