"""Half-terms, over which the profile is told; and with which earlier one a half-term is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from waypost.school import calendar, clock

YEAR, NEAR = 364, 45  # days back, and how far from it the same half-term of last year may begin


@dataclass(frozen=True, slots=True)
class Period:
    """A half-term; `key` is its first day."""

    title: str
    first: date
    last: date

    @property
    def key(self) -> str:
        return self.first.isoformat()


def begun() -> list[Period]:
    """Half-terms that have begun, in order."""
    today = clock.today()
    spans = sorted(calendar.half_terms(), key=lambda s: s.first)
    found = [Period(s.title, date.fromordinal(s.first), date.fromordinal(s.last)) for s in spans]
    return [p for p in found if p.first <= today]


def now() -> Period | None:
    """The half-term that goes on, or the last one."""
    return next(reversed(begun()), None)


def earlier(period: Period) -> Period | None:
    """The same half-term last year; where there is none, the one before."""
    before = [p for p in begun() if p.first < period.first]
    last_year = [p for p in before if abs((period.first - p.first).days - YEAR) <= NEAR]
    return next(iter(last_year), None) or next(reversed(before), None)
