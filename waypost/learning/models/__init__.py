"""What students set themselves, say of themselves and have made."""

from .about import AboutMe, Support, SupportDay, Voice
from .goals import Goal, GoalKind, GoalVersion, Milestone, Progress
from .work import Judgement, Piece, PieceKind, SelfPlacing

__all__ = [
    "AboutMe",
    "Goal",
    "GoalKind",
    "GoalVersion",
    "Judgement",
    "Milestone",
    "Piece",
    "PieceKind",
    "Progress",
    "SelfPlacing",
    "Support",
    "SupportDay",
    "Voice",
]
