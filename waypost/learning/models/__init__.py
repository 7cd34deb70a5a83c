"""What students set themselves, say of themselves and have made."""

from .goals import Goal, GoalKind, GoalVersion, Milestone, Progress

__all__ = ["Goal", "GoalKind", "GoalVersion", "Milestone", "Progress"]
