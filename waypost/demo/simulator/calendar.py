"""The days of the demonstration school: one autumn term with a holiday week, a snow day and the change of the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

TIME_ZONE = "Europe/Berlin"  # summer time ends on Sunday 25 October 2026
ZONE = ZoneInfo(TIME_ZONE)

FIRST_DAY = date(2026, 9, 1)  # a Tuesday
CLOCK = datetime(2026, 11, 23, 8, 4, tzinfo=ZONE)  # Monday: the demonstration stands here
LAST_LIVE_DAY = date(2026, 11, 27)  # the stream for `--live` ends here
SNOW_DAY = date(2026, 11, 5)
HOLIDAY = (date(2026, 10, 5), date(2026, 10, 9))  # week six
OUTAGE = (
    datetime(2026, 11, 12, 16, 10, tzinfo=ZONE),
    datetime(2026, 11, 23, 9, 10, tzinfo=ZONE),
)  # the learning platform sends nothing; then what was done arrives late


@dataclass(frozen=True, slots=True)
class Session:
    """A row of academicSessions. Ends lie on a Saturday: whether a reader takes the last day in or not, no school
    day is won or lost (the CSV binding calls endDate exclusive, many systems write it inclusive)."""

    sourced_id: str
    title: str
    kind: str
    start: date
    end: date
    parent: str = ""


SESSIONS = (
    Session("year-2026", "School year 2026/27", "schoolYear", FIRST_DAY, date(2027, 7, 10)),
    Session("term-1", "Autumn term", "term", FIRST_DAY, date(2026, 12, 19), "year-2026"),
    Session("term-2", "Spring term", "term", date(2027, 1, 4), date(2027, 3, 20), "year-2026"),
    Session("term-3", "Summer term", "term", date(2027, 4, 6), date(2027, 7, 10), "year-2026"),
    Session("half-1", "Autumn, before the holiday", "gradingPeriod", FIRST_DAY, date(2026, 10, 3), "term-1"),
    Session(
        "half-2",
        "Autumn, after the holiday",
        "gradingPeriod",
        date(2026, 10, 12),
        date(2026, 12, 19),
        "term-1",
    ),
)


def off(day: date) -> str:
    """Why there is no school on this day of the autumn term; "" on a school day."""
    if day.weekday() >= 5:
        return "weekend"
    if HOLIDAY[0] <= day <= HOLIDAY[1]:
        return "Autumn holiday"
    return "Snow day" if day == SNOW_DAY else ""


def days(first: date = FIRST_DAY, last: date = LAST_LIVE_DAY) -> list[date]:
    """All calendar days, both ends included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def school_days(last: date = LAST_LIVE_DAY) -> list[date]:
    """School days from the first day of term on."""
    return [day for day in days(FIRST_DAY, last) if not off(day)]


def week(day: date) -> int:
    """Week of the term, 1 in the week of the first day."""
    monday = FIRST_DAY - timedelta(days=FIRST_DAY.weekday())
    return (day - monday).days // 7 + 1


def later(day: date, n: int) -> date:
    """The n-th school day after `day` (n >= 1), or before it (n <= -1)."""
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= not off(day)
    return day


def moment(day: date, seconds: float) -> datetime:
    """Seconds after local midnight, with the offset in force at noon (nobody works while the clocks change)."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(seconds=seconds)


@lru_cache(maxsize=512)
def _frame(day: date) -> tuple[str, str]:
    """The date, and the zone's offset on it: "+02:00" in summer, "+01:00" from 26 October."""
    return f"{day.isoformat()}T", moment(day, 12 * 3600).isoformat()[-6:]


def stamp(day: date, seconds: float) -> str:
    """ISO 8601 with milliseconds and offset."""
    rest, ms = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(rest, 60)
    before, after = _frame(day)
    return f"{before}{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}.{ms:03d}{after}"
