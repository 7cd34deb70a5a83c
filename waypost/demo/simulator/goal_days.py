"""The days that made-up students set for their goals: whoever isn't there when the day comes chooses another one."""

from __future__ import annotations

from datetime import date, timedelta

GIVEN = timedelta(days=45)  # until the first day
MORE = timedelta(days=35)  # and until each further one


def days(begun: date, until: date) -> list[date]:
    """One after another: each further one is set on the day of the one before."""
    found = [begun + GIVEN]
    while found[-1] < until:
        found.append(found[-1] + MORE)
    return found
