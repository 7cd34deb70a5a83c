"""What is celebrated, by whom, and who may see it."""

from .badges import Badge, BadgeKey, StatusEntry
from .celebrations import Audience, Celebration, CelebrationKind, Usual
from .certificates import Certificate, Design
from .displays import Display
from .thanks import NoThanks, Thanks, ThanksState

__all__ = [
    "Audience",
    "Badge",
    "BadgeKey",
    "Celebration",
    "CelebrationKind",
    "Certificate",
    "Design",
    "Display",
    "NoThanks",
    "StatusEntry",
    "Thanks",
    "ThanksState",
    "Usual",
]
