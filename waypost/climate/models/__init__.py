"""Lessons that were looked at, what was seen in them, and who was noted together."""

from .lessons import Label, LabelKind, Lesson, Look, Note, Placing, Unit, Watch
from .together import Group

__all__ = ["Group", "Label", "LabelKind", "Lesson", "Look", "Note", "Placing", "Unit", "Watch"]
