"""Scales of a survey: a student's value, whether the items hang together, whether classes can be told apart, change.

Question, formulas, sources and limits stand in `ABOUT` (numbers.py), from which the page is written. Answers are
arrays (students, items) of levels with NaN for what was not answered; every item already points the same way.
"""

from .classes import ClassMeans, class_means
from .numbers import ABOUT, DEFAULT, ScaleSettings
from .one_factor import omega
from .reliability import Reliability, alpha, values
from .waves import Change, change

__all__ = [
    "ABOUT",
    "DEFAULT",
    "Change",
    "ClassMeans",
    "Reliability",
    "ScaleSettings",
    "alpha",
    "change",
    "class_means",
    "omega",
    "values",
]
