"""A fitted model: what it knows, how it answers, and how it is kept."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..mastery.table import Answers
from . import features
from .settings import NextSettings


def sizes(skills: int, pairs: int) -> tuple[int, ...]:
    """How many places each table has, in the order of `features`; one skill more than known stands for new ones."""
    return (
        skills + 1,
        (skills + 1) * features.ON_SKILL,
        features.OVERALL,
        features.RUNS * features.STREAKS,
        pairs,
        2 * pairs,
    )


@dataclass(frozen=True, slots=True)
class Model:
    """Log odds of a right answer = bias + a weight from each of six tables + five weights times five numbers."""

    labels: tuple[Hashable, ...]  # the skills, in order
    ease: NDArray[np.float64]  # (skills + 1,) log odds of a right answer by anybody
    bias: float
    weights: NDArray[np.float64]  # all tables one after the other; 0 where nothing was seen
    numbers: NDArray[np.float64]  # (5,)
    settings: NextSettings
    strength: float = 1.0  # of the penalties, as chosen on students held back

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where each table begins in `weights`."""
        begins = np.concatenate([[0], np.cumsum(sizes(len(self.labels), self.settings.pairs))])
        return begins[:-1].astype(np.int64)

    def number_of(self, label: Hashable) -> int:
        """The skill's number; that of a new skill where the model does not know it."""
        try:
            return self.labels.index(label)
        except ValueError:
            return len(self.labels)

    def chance(self, places: NDArray[np.int64], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probability of a right answer of each row of features."""
        odds = self.bias + self.weights[places + self.offsets].sum(axis=-1) + (numbers * self.numbers).sum(-1)
        found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return found

    def predict(self, answers: Answers) -> NDArray[np.float64]:
        """Of each row, from that student's earlier rows alone."""
        known = np.array([self.number_of(label) for label in answers.labels], np.int64)
        order = np.argsort(answers.student, kind="stable")
        s = self.settings
        places, numbers = features.table(
            answers.student[order],
            known[answers.skill[order]],
            answers.correct[order],
            self.ease,
            s.pairs,
            s.elo_start,
            s.elo_slower,
        )
        out = np.empty(len(order))
        out[order] = self.chance(places, numbers)
        return out

    def to_json(self) -> dict[str, Any]:
        """Everything, with only the weights that are not 0."""
        used = np.flatnonzero(self.weights)
        return {
            "labels": list(self.labels),
            "ease": self.ease.round(6).tolist(),
            "bias": self.bias,
            "used": used.tolist(),
            "weights": self.weights[used].round(6).tolist(),
            "numbers": self.numbers.tolist(),
            "strength": self.strength,
            "pairs": self.settings.pairs,
            "elo": [self.settings.elo_start, self.settings.elo_slower],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Model:
        settings = NextSettings(pairs=kept["pairs"], elo_start=kept["elo"][0], elo_slower=kept["elo"][1])
        weights = np.zeros(sum(sizes(len(kept["labels"]), settings.pairs)))
        weights[kept["used"]] = kept["weights"]
        return cls(
            tuple(kept["labels"]),
            np.array(kept["ease"]),
            kept["bias"],
            weights,
            np.array(kept["numbers"]),
            settings,
            kept["strength"],
        )


class Learner:
    """One student, an answer at a time: seven numbers, and five for each skill met."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.student = np.zeros(7)
        features.begin(self.student)
        self.own: dict[int, NDArray[np.float64]] = {}

    def readiness(self, label: Hashable) -> float:
        """How likely the next answer on this skill is right."""
        skill = self.model.number_of(label)
        places, numbers = np.zeros(features.TABLES, np.int64), np.zeros(features.NUMBERS)
        skills, pairs = len(self.model.labels), self.model.settings.pairs
        features.look(self.student, self._own(skill), skill, skills, pairs, places, numbers)
        return float(self.model.chance(places, numbers))

    def answer(self, label: Hashable, correct: bool) -> None:
        """An answer, the latest one."""
        skill, s = self.model.number_of(label), self.model.settings
        own = self.own.setdefault(skill, self._own(skill))
        ease = float(self.model.ease[skill])
        features.learn(self.student, own, skill, int(correct), ease, s.elo_start, s.elo_slower)

    def _own(self, skill: int) -> NDArray[np.float64]:
        return self.own.get(skill, np.zeros(4))
