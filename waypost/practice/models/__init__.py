"""Which ways of teaching work: what is tried, what came out, what teachers tell each other."""

from .strategies import Strategy, StrategyOwner, StrategyVersion
from .trials import (
    Decision,
    Fidelity,
    Helped,
    LockedPlan,
    Result,
    Said,
    StudentView,
    TeacherView,
    Trial,
    TrialClass,
    Used,
    Verdict,
)

__all__ = [
    "Decision",
    "Fidelity",
    "Helped",
    "LockedPlan",
    "Result",
    "Said",
    "Strategy",
    "StrategyOwner",
    "StrategyVersion",
    "StudentView",
    "TeacherView",
    "Trial",
    "TrialClass",
    "Used",
    "Verdict",
]
