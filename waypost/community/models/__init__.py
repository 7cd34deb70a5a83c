"""What this room keeps: the charter of success, how its points were shared, and who helps from outside."""

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

__all__ = [
    "Charter",
    "CharterState",
    "Comment",
    "Group",
    "Help",
    "Hours",
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
    "Review",
    "SharedBox",
    "TookPart",
    "Wish",
    "Workshop",
]
