"""What this room keeps, a file for each of its things."""

from .calm import ExamWeek
from .kiosk import Kiosk, KioskDevice
from .pulse import Difficulty, Feeling, Pulse, Share

__all__ = ["Difficulty", "ExamWeek", "Feeling", "Kiosk", "KioskDevice", "Pulse", "Share"]
