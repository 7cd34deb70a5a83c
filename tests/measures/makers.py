"""Small makers for the tests of this room: days of school, events and students that behave in known ways."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from waypost.measures.context import Context
from waypost.measures.events import Events, Kind
from waypost.measures.protocol import StudentView, owner
from waypost.measures.registry import MEASURES

MONDAY = date(2026, 1, 5).toordinal()
HOUR = 3_600_000
MINUTE = 60_000
EPOCH = date(1970, 1, 1).toordinal()


def school_days(weeks: int, start: int = MONDAY) -> np.ndarray:
    """Monday to Friday, `weeks` weeks from a Monday."""
    days = start + np.arange(7 * weeks)
    return days[(days - 1) % 7 < 5].astype(np.int32)


def at(day: int, hour: float = 10.0) -> int:
    """Milliseconds of a time of day, in UTC."""
    return (day - EPOCH) * 24 * HOUR + int(hour * HOUR)


def event(day: int, hour: float = 10.0, kind: Kind = Kind.RESPONSE, **more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "day": day,
        "at": at(day, hour),
        "minute": int(hour * 60),
        "kind": kind,
        "source": 1,
    }
    if kind == Kind.RESPONSE:
        row["success"] = 1
    return row | more


def history(*rows: dict[str, object]) -> Events:
    """Events in fold order: undated first, then by work time."""
    ordered = sorted(rows, key=lambda row: (row["day"] != 0, row["at"]))
    return Events.from_rows([{"seq": i, **row} for i, row in enumerate(ordered)])


def worked_on(days, **more: object) -> Events:
    return history(*(event(int(day), **more) for day in days))


def context(days: np.ndarray, today: int | None = None, **more: object) -> Context:
    """A context whose today is the last of the school days; `absent` may be any list of days."""
    more = dict(more)
    if "absent" in more:
        more["absent"] = np.array(sorted(more["absent"]), np.int32)
        more.setdefault("attendance_known", True)
    return Context(today=int(days[-1]) if today is None else int(today), school_days=days, **more)


def day_of(moment: int) -> int:
    return datetime.fromtimestamp(moment / 1000, UTC).date().toordinal()


def view(events: Events, ctx: Context, *names: str) -> StudentView:
    """What a signal would see of a student with this history; by default all measures."""
    states, readings = {}, {}
    for name in names or MEASURES:
        kept = owner(MEASURES[name])
        if kept not in states:
            states[kept] = MEASURES[kept].step(MEASURES[kept].init(), events)
        for reading in MEASURES[name].read(states[kept], ctx):
            readings[reading.measure, reading.subject] = reading
    return StudentView(readings=readings, states=states, context=ctx)
