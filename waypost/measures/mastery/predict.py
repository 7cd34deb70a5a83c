"""The chance of a right answer, for each row from that student's earlier rows alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..jit import kernel
from .kernel import LIMIT
from .parameters import Parameters
from .table import answers


def predict(model: Parameters, table: Any) -> NDArray[np.float64]:
    """P(right) of each row of `table`, before its answer is known. A skill that the model does not know: its default.

    `table` as in `table.answers`. The same figure as pyBKT's `correct_predictions`.
    """
    return trace(model, table)[0]


def trace(model: Parameters, table: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(P(right) before each answer, P(known) after it), in the order of the table."""
    data = answers(table)
    pair, which = np.unique(data.student * max(len(data.labels), 1) + data.skill, return_inverse=True)
    values = model.of[model.places(data.labels)]
    chance, known = np.zeros(len(data)), np.zeros(len(data))
    _trace(values, data.skill, which.astype(np.int64), data.correct, np.full(len(pair), -1.0), chance, known)
    return chance, known


@kernel
def _trace(values, skill, pair, correct, odds, chance, known):  # type: ignore[no-untyped-def]
    """`odds` holds for each (student, skill) the odds before its next answer; -1: no answer yet."""
    for i in range(len(skill)):
        prior, learn, guess, slip, forget = values[skill[i]]
        now = odds[pair[i]]
        if now < 0.0:
            now = prior / (1.0 - prior)
        chance[i] = (now * (1.0 - slip) + guess) / (1.0 + now)
        if correct[i] == 1:
            now *= (1.0 - slip) / guess
        else:
            now *= slip / (1.0 - guess)
        now = min(max(now, 1.0 / LIMIT), LIMIT)
        known[i] = now / (1.0 + now)
        odds[pair[i]] = (now * (1.0 - forget) + learn) / (now * forget + (1.0 - learn))
