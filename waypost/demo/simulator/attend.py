"""Who was there: single missed days, and the weeks of those who fall ill."""

from __future__ import annotations

from datetime import date

from .calendar import CLOCK, FIRST_DAY, school_days
from .dice import Dice
from .people import Student
from .truth import Truth

SINGLE = 0.012  # of all days at school
STATUS = ("absent", "excused")


def missed(truth: Truth, student: Student, known: bool) -> dict[date, str]:
    """Missed school days up to the clock -> "absent" or "excused". Those known by name miss no day after October."""
    dice = Dice(truth.seed, "attendance", student.id)
    ill = [s for s in truth.sick if s.student == student.id]
    found = {}
    for day in school_days():
        single, status = dice.chance(SINGLE), STATUS[dice.chance(0.7)]
        if day >= CLOCK.date() or day < (student.joined or FIRST_DAY):
            continue
        if any(s.first_day <= day <= s.last_day for s in ill):
            found[day] = "excused"
        elif single and not (known and day.month >= 10):
            found[day] = status
    return found
