"""The only clock. The demonstration keeps its own time, and tests hold it still.

Everything that needs "now" or "today" asks here (a lint forbids the others). Instants are aware UTC datetimes;
days are the school's own, in its time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_zone: dict[str, ZoneInfo] = {}


def now() -> datetime:
    """The present instant (UTC)."""
    held = _held.get()
    if held is not None:
        return held
    if getattr(settings, "DEMO", False):
        demo = _demo_now()
        if demo is not None:
            return demo
    return datetime.now(UTC)


def wall() -> datetime:
    """The machine's own time, for leases, sessions and measuring: never for what a page says."""
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The school's time zone (UTC until it is set)."""
    if "zone" not in _zone:
        from .models import School

        school = School.objects.only("time_zone").first()
        if school is None:
            return ZoneInfo("UTC")
        _zone["zone"] = ZoneInfo(school.time_zone)
    return _zone["zone"]


def today() -> date:
    """Today's date at the school."""
    return now().astimezone(zone()).date()


def local(instant: datetime) -> datetime:
    return instant.astimezone(zone())


def milliseconds(instant: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def forget() -> None:
    """Ask the database again for zone and demo time (after they were changed)."""
    _zone.clear()



@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock still, in tests and in replays."""
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)


def _demo_now() -> datetime | None:
    from .models import School

    school = School.objects.only("demo_now").first()
    return school.demo_now if school else None
