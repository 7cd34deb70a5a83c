"""What this room keeps: the charter of success, how its points were shared, who helps from outside, and stories."""

from .charter import Charter, CharterState, Comment, Indicator, Judged, Judgement, Kept, Review
from .groups import Group
from .partners import (
    Help,
    Hours,
    Offer,
    Partner,
    PartnerMember,
    PartnerThanks,
    Placement,
    Wish,
)
from .sharing import Phone, Points, SharedBox, TookPart, Workshop
from .stories import InStory, Reach, Story

__all__ = [
    "Charter",
    "CharterState",
    "Comment",
    "Group",
    "Help",
    "Hours",
    "InStory",
    "Indicator",
    "Judged",
    "Judgement",
    "Kept",
    "Offer",
    "Partner",
    "PartnerMember",
    "PartnerThanks",
    "Phone",
    "Placement",
    "Points",
    "Reach",
    "Review",
    "SharedBox",
    "Story",
    "TookPart",
    "Wish",
    "Workshop",
]
