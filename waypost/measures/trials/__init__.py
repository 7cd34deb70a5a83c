"""Trials of a strategy: the lottery's test, regression over alike classes, planning.

Question, formulas, sources and limits stand in `ABOUT` (numbers.py), from which the page is written.
"""

from .clustered import Clustered, clustered, cr2, interaction
from .lottery import NEVER, possible_draws, settled, treated_by_start, treated_by_turns
from .numbers import ABOUT, DEFAULT, TrialSettings
from .planning import Plan, chance_worthwhile, classes_needed, power, smallest_effect
from .randomization import Randomized, randomization_test

__all__ = [
    "ABOUT",
    "DEFAULT",
    "NEVER",
    "Clustered",
    "Plan",
    "Randomized",
    "TrialSettings",
    "chance_worthwhile",
    "classes_needed",
    "clustered",
    "cr2",
    "interaction",
    "possible_draws",
    "power",
    "randomization_test",
    "settled",
    "smallest_effect",
    "treated_by_start",
    "treated_by_turns",
]
