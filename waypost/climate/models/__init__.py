"""Lessons that were looked at, what was seen in them, and who was noted together."""

from .asked import Asked, SaidOfLesson
from .lessons import Label, LabelKind, Lesson, Look, Note, Placing, Unit, Watch
from .together import Group

__all__ = [
    "Asked",
    "Group",
    "Label",
    "LabelKind",
    "Lesson",
    "Look",
    "Note",
    "Placing",
    "SaidOfLesson",
    "Unit",
    "Watch",
]
