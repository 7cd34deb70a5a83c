"""Fitting the five numbers of each skill to answers: all skills at once, each towards the population of skills.

A pooled fit gives the middle of the Beta priors, a first fit of each skill moves it to the middle of the skills, a
second one stands. The priors are weak: they count like a few imagined answers. guess and slip stay at or below .5
and guess + slip below 1 (`em.MOST`), so that "known" always means more right answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..settings import setting
from . import em
from .information import covariance, penalty, spread
from .parameters import NAMES, SHIPPED, Array, Parameters
from .table import Answers, answers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FitSettings:
    weight_start: float = setting(4.0, "Imagined cases in the Beta prior of prior.")
    weight_moves: float = setting(10.0, "Imagined cases in the Beta priors of learn and forget.")
    weight_answers: float = setting(20.0, "Imagined answers in the Beta priors of guess and slip.")
    weight_shipped: float = setting(
        3.0, "Imagined skills like the shipped default among those that make the middle: for small schools."
    )
    first_steps: int = setting(10, "Rounds from each start before the best goes on.")
    steps: int = setting(200, "Rounds at most.")
    tolerance: float = setting(0.01, "A round that lifts the log posterior by less than this is the last.")

    def weights(self) -> Array:
        moves, said = self.weight_moves, self.weight_answers
        return np.array([self.weight_start, moves, said, said, moves])


DEFAULT = FitSettings()

POOLED_TOLERANCE = 1.0  # the pooled fit is only a place to start from

#: (prior, learn, guess, slip, forget): starts that differ in what a wrong answer means.
STARTS = np.array(
    [
        [0.5, 0.10, 0.20, 0.10, 0.02],
        [0.2, 0.20, 0.15, 0.25, 0.05],
        [0.8, 0.05, 0.35, 0.08, 0.10],
        [0.4, 0.02, 0.30, 0.30, 0.01],
    ]
)


@dataclass(frozen=True, slots=True)
class Sequences:
    """One skill's answers, student after student; `start` (sequences + 1)."""

    answer: NDArray[np.int8]
    start: NDArray[np.int64]


def fit(table: Any, settings: FitSettings = DEFAULT) -> Parameters:
    """Parameters of every skill of `table` (as in `table.answers`). Raises ValueError on a table without rows."""
    data = answers(table)
    if not len(data):
        raise ValueError("there are no answers to fit to")
    skills = sequences(data)
    pseudo = _pseudo(SHIPPED.default, settings)
    pooled, _ = em.best_of(
        STARTS, *_joined(skills), pseudo, settings.first_steps, settings.steps, POOLED_TOLERANCE
    )
    first = _each(skills, pooled, np.vstack([STARTS, pooled]), settings)
    middle = _middle(np.array([theta for theta, _ in first]), settings)
    second = _each(skills, middle, [np.stack([theta, middle]) for theta, _ in first], settings)
    values = np.array([theta for theta, _ in second])
    pull = penalty(middle, settings.weights())
    errors = _parallel(lambda i: covariance(values[i], skills[i].answer, skills[i].start, pull), len(skills))
    return Parameters(
        skills=tuple(data.labels),  # type: ignore[arg-type]
        values=values,
        covariance=np.array(errors),
        default=middle,
        default_covariance=spread(values, middle, pull),
        report={
            "answers": len(data),
            "students": data.students,
            "sequences": sum(len(s.start) - 1 for s in skills),
            "log_posterior": float(sum(reached for _, reached in second)),
            "default": dict(zip(NAMES, middle.tolist(), strict=True)),
        },
    )


def sequences(data: Answers) -> list[Sequences]:
    """The answers to each skill, by student, each student's in order."""
    key = data.skill * max(data.students, 1) + data.student
    order = np.argsort(key, kind="stable")
    key, answer = key[order], data.correct[order]
    begins = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    of_skill = key[begins] // max(data.students, 1)
    bounds = np.searchsorted(of_skill, np.arange(len(data.labels) + 1))
    ends = np.append(begins, len(key))
    found = []
    for first, last in pairwise(bounds):
        start = ends[first : last + 1]
        found.append(Sequences(answer[start[0] : start[-1]], start - start[0]))
    return found


def _each(
    skills: list[Sequences], middle: Array, starts: Any, settings: FitSettings
) -> list[tuple[Array, float]]:
    """Each skill from its starts, with the priors around `middle`: (theta, log posterior)."""
    pseudo = _pseudo(middle, settings)

    def one(i: int) -> tuple[Array, float]:
        begin = starts[i] if isinstance(starts, list) else starts
        found: tuple[Array, float] = em.best_of(
            begin,
            skills[i].answer,
            skills[i].start,
            pseudo,
            settings.first_steps,
            settings.steps,
            settings.tolerance,
        )
        return found

    return _parallel(one, len(skills))


def _pseudo(middle: Array, settings: FitSettings) -> Array:
    """(5, 2): the imagined cases for and against of Beta priors around `middle`."""
    return settings.weights()[:, None] * np.stack([middle, 1 - middle], axis=1)


def _middle(values: Array, settings: FitSettings) -> Array:
    """The mean skill on the logit scale, with some like the shipped one among them."""
    total = _logit(values).sum(axis=0) + settings.weight_shipped * _logit(SHIPPED.default)
    return _expit(total / (len(values) + settings.weight_shipped))


def _parallel(one: Callable[[int], T], n: int) -> list[T]:
    """The kernels release the lock, so threads are enough."""
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        return list(pool.map(one, range(n)))


def _joined(skills: list[Sequences]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """All skills as if they were one."""
    answer = np.concatenate([s.answer for s in skills])
    lengths = np.concatenate([np.diff(s.start) for s in skills])
    return answer, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _logit(p: Array) -> Array:
    return np.log(p) - np.log1p(-p)


def _expit(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))
