"""What students set themselves, say of themselves and have made."""

from .about import AboutMe, Support, SupportDay, Voice
from .goals import Goal, GoalKind, GoalVersion, Milestone, Progress

__all__ = [
    "AboutMe",
    "Goal",
    "GoalKind",
    "GoalVersion",
    "Milestone",
    "Progress",
    "Support",
    "SupportDay",
    "Voice",
]
