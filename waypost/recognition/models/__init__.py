"""What is celebrated, by whom, and who may see it."""

from .celebrations import Audience, Celebration, CelebrationKind, Usual
from .certificates import Certificate, Design
from .thanks import NoThanks, Thanks, ThanksState

__all__ = [
    "Audience",
    "Celebration",
    "CelebrationKind",
    "Certificate",
    "Design",
    "NoThanks",
    "Thanks",
    "ThanksState",
    "Usual",
]
