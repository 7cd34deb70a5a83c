"""What this room keeps, a file for each of its things."""

from .answers import Answer, Box, Coded, Numbers, Opening, Said, Theme
from .calm import ExamWeek
from .kiosk import Kiosk, KioskDevice
from .pulse import Difficulty, Feeling, Pulse, Share
from .surveys import (
    Invited,
    Item,
    ItemVersion,
    Kind,
    People,
    State,
    Survey,
    SurveyItem,
    Unit,
    Wave,
    WaveItem,
)

__all__ = [
    "Answer",
    "Box",
    "Coded",
    "Difficulty",
    "ExamWeek",
    "Feeling",
    "Invited",
    "Item",
    "ItemVersion",
    "Kind",
    "Kiosk",
    "KioskDevice",
    "Numbers",
    "Opening",
    "People",
    "Pulse",
    "Said",
    "Share",
    "State",
    "Survey",
    "SurveyItem",
    "Theme",
    "Unit",
    "Wave",
    "WaveItem",
]
