"""School hours: what a clock counts that waits for an adult. Nights, weekends and holidays don't count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from waypost.school import calendar, clock
from waypost.trust.models import Setting

SETTING = "care.school_hours"  # Setting: ["08:00", "16:00"]
USUAL = (time(8), time(16))


def opening() -> tuple[time, time]:
    """When the school's adults are there on a school day."""
    kept = Setting.objects.filter(pk=SETTING).values_list("value", flat=True).first()
    if not kept:
        return USUAL
    return time.fromisoformat(kept[0]), time.fromisoformat(kept[1])


def after(moment: datetime, hours: float) -> datetime:
    """The instant at which so many school hours will have passed since `moment`."""
    opens, closes = opening()
    left, here = timedelta(hours=hours), clock.local(moment)
    day = here.date() if calendar.is_school_day(here.date()) else calendar.next_school_day(here.date())
    while True:
        begin, end = max(moment, _at(day, opens)), _at(day, closes)
        if end > begin:
            if end - begin >= left:
                return begin + left
            left -= end - begin
        day = calendar.next_school_day(day)


def in_school_hours(moment: datetime) -> bool:
    """Is somebody there now?"""
    opens, closes = opening()
    here = clock.local(moment)
    return calendar.is_school_day(here.date()) and opens <= here.time() < closes


def next_opening(moment: datetime) -> datetime:
    """When the school opens next: `moment` itself while it is open."""
    if in_school_hours(moment):
        return moment
    opens, _closes = opening()
    here = clock.local(moment)
    today = _at(here.date(), opens)
    if calendar.is_school_day(here.date()) and moment < today:
        return today
    return _at(calendar.next_school_day(here.date()), opens)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.zone())
