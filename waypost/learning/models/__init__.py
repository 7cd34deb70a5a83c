"""What students set themselves, say of themselves and have made."""

from .about import AboutMe, Support, SupportDay, Voice
from .goals import Goal, GoalKind, GoalVersion, Milestone, Progress, Shows
from .groups import Group, GroupMember, GroupVersion, Handed, Task, TaskKind
from .plans import Chosen, PlanVersion
from .work import Judgement, Piece, PieceKind, SelfPlacing

__all__ = [
    "AboutMe",
    "Chosen",
    "Goal",
    "GoalKind",
    "GoalVersion",
    "Group",
    "GroupMember",
    "GroupVersion",
    "Handed",
    "Judgement",
    "Milestone",
    "Piece",
    "PieceKind",
    "PlanVersion",
    "Progress",
    "SelfPlacing",
    "Shows",
    "Support",
    "SupportDay",
    "Task",
    "TaskKind",
    "Voice",
]
