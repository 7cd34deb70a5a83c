"""How old somebody is on a day. Born on 29 February, one turns a year older on 1 March of a short year."""

from __future__ import annotations

from datetime import date


def birthday(birth: date, years: int) -> date:
    """The day on which somebody becomes `years` old.

    >>> birthday(date(2008, 2, 29), 18)
    datetime.date(2026, 3, 1)
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Whole years."""
    years = day.year - birth.year
    return years if birthday(birth, years) <= day else years - 1
