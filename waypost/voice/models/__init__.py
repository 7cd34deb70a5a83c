"""What this room keeps, a file for each of its things."""

from .answers import Answer, Box, Coded, Numbers, Opening, Quote, Said, Theme
from .calm import ExamWeek
from .discussions import Discussion, Distance, Held, Post, Report
from .heard import Decision, Reply, Stage, Suggestion
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
    "Decision",
    "Difficulty",
    "Discussion",
    "Distance",
    "ExamWeek",
    "Feeling",
    "Held",
    "Invited",
    "Item",
    "ItemVersion",
    "Kind",
    "Kiosk",
    "KioskDevice",
    "Numbers",
    "Opening",
    "People",
    "Post",
    "Pulse",
    "Quote",
    "Reply",
    "Report",
    "Said",
    "Share",
    "Stage",
    "State",
    "Suggestion",
    "Survey",
    "SurveyItem",
    "Theme",
    "Unit",
    "Wave",
    "WaveItem",
]
