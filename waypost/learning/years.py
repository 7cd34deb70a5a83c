"""Which school year a day belongs to."""

from __future__ import annotations

from datetime import date

from waypost.school.models import AcademicSession

BEGINS = 8  # August, where no school year is on the roster


def school_year(day: date) -> int:
    """The calendar year in which the school year of this day began."""
    row = (
        AcademicSession.objects.filter(kind="schoolYear", active=True, start__lte=day)
        .order_by("-start")
        .first()
    )
    if row is not None and (day - row.start).days < 400:
        return row.start.year
    return day.year if day.month >= BEGINS else day.year - 1


def label(year: int) -> str:
    """
    >>> label(2026)
    '2026/27'
    """
    return f"{year}/{(year + 1) % 100:02}"
