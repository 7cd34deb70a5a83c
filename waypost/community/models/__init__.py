"""What this room keeps: the charter of success, and how its points were shared."""

from .charter import Charter, CharterState, Comment, Indicator, Judged, Judgement, Kept, Review
from .groups import Group
from .sharing import Phone, Points, SharedBox, TookPart, Workshop

__all__ = [
    "Charter",
    "CharterState",
    "Comment",
    "Group",
    "Indicator",
    "Judged",
    "Judgement",
    "Kept",
    "Phone",
    "Points",
    "Review",
    "SharedBox",
    "TookPart",
    "Workshop",
]
