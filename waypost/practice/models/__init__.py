"""Which ways of teaching work: what is tried, what came out, what teachers tell each other."""

from .insights import Insight, InsightThanks, Remark
from .strategies import Strategy, StrategyOwner, StrategyVersion
from .talks import Circle, Minutes, Talk, TalkClass, Voiced
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
from .visits import Answer, Visit, VisitNote

__all__ = [
    "Answer",
    "Circle",
    "Decision",
    "Fidelity",
    "Helped",
    "Insight",
    "InsightThanks",
    "LockedPlan",
    "Minutes",
    "Remark",
    "Result",
    "Said",
    "Strategy",
    "StrategyOwner",
    "StrategyVersion",
    "StudentView",
    "Talk",
    "TalkClass",
    "TeacherView",
    "Trial",
    "TrialClass",
    "Used",
    "Verdict",
    "Visit",
    "VisitNote",
    "Voiced",
]
