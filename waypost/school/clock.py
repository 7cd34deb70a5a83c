"""The only clock. The demonstration keeps its own time, and tests hold it still.

Everything that needs "now" or "today" asks here (a lint forbids the others). Instants are aware UTC datetimes;
days are the school's own, in its time zone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: How long (seconds) a process may rest on what it read of the school's row: long enough for one page, short enough
#: that the worker follows a demonstration that moves its clock.
_FRESH = 1.0


@dataclass(frozen=True, slots=True)
class _Facts:
    zone: ZoneInfo
    demo_now: datetime | None
    read_at: float  # monotonic seconds


_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_facts: _Facts | None = None


def now() -> datetime:
    """The present instant (UTC)."""
    held = _held.get()
    if held is not None:
        return held
    if getattr(settings, "DEMO", False):
        facts = _school()
        if facts is not None and facts.demo_now is not None:
            return facts.demo_now
    return wall()


def wall() -> datetime:
    """The machine's own time, for leases, sessions and measuring: never for what a page says."""
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The school's time zone (UTC until it is set)."""
    facts = _school()
    return facts.zone if facts is not None else ZoneInfo("UTC")


def today() -> date:
    """Today's date at the school."""
    return now().astimezone(zone()).date()


def local(instant: datetime) -> datetime:
    """The instant as the school's wall clock shows it."""
    return instant.astimezone(zone())


def day_of(instant: datetime) -> date:
    """The school's own date at an instant."""
    return local(instant).date()


def start_of(day: date) -> datetime:
    """The first instant (UTC) of a day at the school; a day of 23 or 25 hours begins at its own midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zone()).astimezone(UTC)


def milliseconds(instant: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def forget() -> None:
    """Ask the database again for zone and demo time (after they were changed)."""
    global _facts
    _facts = None


def move_to(instant: datetime) -> float:
    """Set the demonstration's clock. Returns the machine's moment (monotonic) from which every process follows: until then
    one may rest on what it read a second ago, and take what happens now for the future."""
    from .models import School

    School.objects.update(demo_now=instant)
    forget()
    return time.monotonic() + _FRESH + 0.2


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock still, in tests and in replays."""
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)


def _school() -> _Facts | None:
    """Zone and demo time, read at most once a second; nothing is kept while there is no school yet."""
    global _facts
    kept = _facts
    if kept is not None and time.monotonic() - kept.read_at < _FRESH:
        return kept
    from .models import School  # models import settings; the clock must be importable before apps are ready

    row = School.objects.values_list("time_zone", "demo_now").first()
    if row is None:
        return None
    _facts = kept = _Facts(ZoneInfo(row[0]), row[1], time.monotonic())
    return kept
