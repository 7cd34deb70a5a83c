"""Who sees and changes what stands in this room, a file for each of its things."""

from .charter import MODERATE, MODERATE_COMMENT, SEE_CHARTER, SEE_COMMENT, SEE_INDICATOR, groups_of

__all__ = [
    "MODERATE",
    "MODERATE_COMMENT",
    "SEE_CHARTER",
    "SEE_COMMENT",
    "SEE_INDICATOR",
    "groups_of",
]
