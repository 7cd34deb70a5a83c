"""What several signals need: the day, the reasons why a claim has to wait, how long good news is news."""

from __future__ import annotations

import numpy as np

from ..context import Context
from ..protocol import Position
from ..reading import Reason
from .codes import because

LONG_WEEKEND = 3  # days without school up to today that are no holiday yet


def last_school_day(context: Context) -> int:
    """The last school day up to today, 0 if there has been none."""
    days = context.days_between(0, context.today)
    return int(days[-1]) if len(days) else 0


def away_now(context: Context) -> Reason | None:
    """Why silence means nothing today: a holiday, or the student is not here."""
    day = last_school_day(context)
    if context.today - day > LONG_WEEKEND:
        return because("holiday")
    return because("absent_now", day=day) if np.isin(day, context.absent) else None


def news(day: int, context: Context, fresh: int, kept: int) -> Position | None:
    """Good news is raised while it is fresh and stays up to `kept` school days if nobody has taken it; then None."""
    if not 0 < day <= context.today:
        return None
    age = context.school_days_since(day)
    return "raise" if age <= fresh else "hold" if age <= kept else None
