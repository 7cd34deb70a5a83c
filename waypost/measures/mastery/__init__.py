"""Has this student learnt this skill, and is it still there?

model = mastery.fit(table)              # Parameters, from answers in order
mastery.predict(model, table)           # the chance of a right answer, from earlier rows alone
Mastery().with_parameters(model)        # the measure that folds a student's events
"""

from .fit import FitSettings, fit
from .measure import Mastery, Skills
from .parameters import SHIPPED, Parameters
from .predict import predict, trace
from .settings import MasterySettings

__all__ = [
    "SHIPPED",
    "FitSettings",
    "Mastery",
    "MasterySettings",
    "Parameters",
    "Skills",
    "fit",
    "predict",
    "trace",
]
