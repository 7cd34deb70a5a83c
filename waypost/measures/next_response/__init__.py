"""How likely is the next answer right? A transparent logistic fold, used to choose what is next; never shown as a judgement.

Seven numbers are kept of a student and five of a (student, skill). Every weight can be looked at: it is a table of what
comes after what. After Pavlik, Cen & Koedinger (2009), Gervet et al. (2020), Pelanek (2016).

    model = next_response.fit(table)              # columns student, skill, correct, each student's rows in order
    next_response.predict(model, table)           # of each row, from that student's earlier rows alone
    learner = next_response.Learner(model); learner.answer("fractions", True); learner.readiness("fractions")
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..mastery.table import answers
from .fit import fit
from .model import Learner, Model
from .settings import NextSettings

__all__ = ["Learner", "Model", "NextSettings", "fit", "predict"]


def predict(model: Model, table: Any) -> NDArray[np.float64]:
    """The probability of a right answer of each row, from that student's earlier rows alone."""
    return model.predict(answers(table))
