"""Did it help? Points before and after for one student, and served earlier or later over students.

Question, formulas, sources and limits stand in `ABOUT` (numbers.py), from which the page is written. Verdicts are
codes; the words are the rooms'. No verdict ever says "helped".
"""

from .groups import Served, around_signal, served_earlier_or_later
from .numbers import ABOUT, DEFAULT, BeforeAfterSettings
from .overlap import Overlap, kendall, newcombe5, overlap, theil_sen
from .series import BeforeAfter, Trend, before_after, by_week

__all__ = [
    "ABOUT",
    "DEFAULT",
    "BeforeAfter",
    "BeforeAfterSettings",
    "Overlap",
    "Served",
    "Trend",
    "around_signal",
    "before_after",
    "by_week",
    "kendall",
    "newcombe5",
    "overlap",
    "served_earlier_or_later",
    "theil_sen",
]
