"""Students of year seven for whom it drops in the last two weeks: what is true behind the made-up pulses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .dice import Dice

HOMEROOMS = ("7A", "7B", "7C")
FALLING = 2  # students of a homeroom


def falling(truth: Mapping[str, Any]) -> list[str]:
    """Steady in everything else, so that only their own words tell."""
    found: list[str] = []
    for homeroom in HOMEROOMS:
        there = sorted(s for s in truth["steady"] if truth["homerooms"].get(s) == homeroom)
        there = [s for s in there if s not in truth["joined"]]
        found += Dice(truth["seed"], "falling", homeroom).shuffled(there)[:FALLING]
    return found


def mondays(told: Mapping[str, Any]) -> list[date]:
    """The whole school weeks up to the demonstration's own moment; `told` is calendar.json."""
    end = datetime.fromisoformat(told["clock"]).date()
    first = date.fromisoformat(told["sessions"][0]["start"])
    monday, found = first - timedelta(days=first.weekday()) + timedelta(weeks=1), []
    off = {date.fromisoformat(d["date"]) for d in told["days_off"]}
    while monday + timedelta(days=6) < end:
        if monday not in off:
            found.append(monday)
        monday += timedelta(weeks=1)
    return found
