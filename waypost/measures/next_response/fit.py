"""Fit the weights: penalized logistic regression, the strength of the penalties chosen on students held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..mastery.table import Answers, answers
from . import features
from .descent import lbfgs
from .model import Model, sizes
from .settings import DEFAULT, NextSettings

#: Ridge penalties of the six tables: a table with many places for few answers is held tighter.
TABLES = (1.0, 8.0, 1.5, 1.0, 3.0, 3.0)
NUMBERS = 0.1
STRENGTHS = (0.6, 1.0, 1.7)
FEW = 5.0  # answers at the average that a skill's ease begins with


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is fitted to: the features of each answer, and whether it was right."""

    places: NDArray[np.int64]
    numbers: NDArray[np.float64]
    correct: NDArray[np.float64]
    ease: NDArray[np.float64]

    def part(self, keep: NDArray[np.bool_]) -> _Rows:
        return _Rows(self.places[keep], self.numbers[keep], self.correct[keep], self.ease)


def fit(table: Any, settings: NextSettings = DEFAULT) -> Model:
    """A model of a table of answers (columns student, skill, correct; see `mastery.fit`). Raises ValueError."""
    found = answers(table)
    if not len(found):
        raise ValueError("there is nothing to fit to: the table has no answers")
    order = np.argsort(found.student, kind="stable")
    student, skill, correct = found.student[order], found.skill[order], found.correct[order]
    held = student % settings.held_back == 0
    ease = _ease(skill, correct, len(found.labels))
    places, numbers = features.table(
        student, skill, correct, ease, settings.pairs, settings.elo_start, settings.elo_slower
    )
    rows = _Rows(places, numbers, correct.astype(float), ease)
    return _fitted(rows, found, settings, _strength(rows, held, found, settings))


def _strength(rows: _Rows, held: NDArray[np.bool_], found: Answers, settings: NextSettings) -> float:
    """The one with the smallest log loss on students held back; the middle one where nobody can be."""
    if held.all() or not held.any():
        return STRENGTHS[len(STRENGTHS) // 2]
    train, judge = rows.part(~held), rows.part(held)

    def loss(strength: float) -> float:
        p = _fitted(train, found, settings, strength).chance(judge.places, judge.numbers)
        return float(-np.mean(np.where(judge.correct == 1, np.log(p), np.log1p(-p))))

    return min(STRENGTHS, key=loss)


def _fitted(rows: _Rows, found: Answers, settings: NextSettings, strength: float) -> Model:
    offsets = np.concatenate([[0], np.cumsum(sizes(len(found.labels), settings.pairs))])
    used, where = np.unique(rows.places + offsets[:-1], return_inverse=True)
    n, seen = len(rows.places), len(used)
    mean, spread = rows.numbers.mean(axis=0), rows.numbers.std(axis=0) + 1e-9
    begins = np.arange(0, n * features.TABLES + 1, features.TABLES)
    ones = sparse.csr_matrix((np.ones(n * features.TABLES), where.ravel(), begins), shape=(n, seen))
    table_of = np.searchsorted(offsets, used, side="right") - 1
    penalty = strength * np.concatenate([np.array(TABLES)[table_of], np.full(features.NUMBERS, NUMBERS)])
    share = np.clip(rows.correct.mean(), 1e-6, 1 - 1e-6)
    bias = float(np.log(share / (1 - share)))
    x = (rows.numbers - mean) / spread
    weights = _minimize(ones, x, rows.correct, bias, penalty, settings.steps)
    every = np.zeros(offsets[-1])
    every[used] = weights[:seen]
    numbers = weights[seen:] / spread
    shift = float((mean * numbers).sum())
    return Model(found.labels, rows.ease, bias - shift, every, numbers, settings, strength)


def _minimize(
    ones: Any,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    bias: float,
    penalty: NDArray[np.float64],
    steps: int,
) -> NDArray[np.float64]:
    """The weights of the seen places, then those of the numbers."""
    seen, back = ones.shape[1], ones.T.tocsr()

    def cost(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        # einsum, not @: threads of the linear algebra cost more than they save on so narrow a table
        odds = ones @ w[:seen] + np.einsum("ij,j->i", x, w[seen:]) + bias
        error = 1.0 / (1.0 + np.exp(-odds)) - y
        loss = (np.logaddexp(0.0, odds) - y * odds).sum() + 0.5 * (penalty * w * w).sum()
        return float(loss), np.concatenate([back @ error, np.einsum("ij,i->j", x, error)]) + penalty * w

    bend = y.mean() * (1 - y.mean())
    curvature = bend * np.concatenate([np.bincount(ones.indices, minlength=seen), (x * x).sum(axis=0)])
    return lbfgs(cost, np.zeros(len(penalty)), 1.0 / (curvature + penalty), steps)


def _ease(skill: NDArray[np.int64], correct: NDArray[np.int8], skills: int) -> NDArray[np.float64]:
    """Log odds of a right answer on each skill by anybody; the average of a skill that is new."""
    tries = np.bincount(skill, minlength=skills + 1)
    right = np.bincount(skill, weights=correct, minlength=skills + 1)
    share = np.clip((right + FEW * correct.mean()) / (tries + FEW), 1e-3, 1 - 1e-3)
    ease: NDArray[np.float64] = np.log(share / (1 - share))
    return ease
