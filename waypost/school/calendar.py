"""School days: the terms by the weekly habit, without days off. Days are `date.toordinal()` numbers.

Each process keeps the days it computed and asks for one small number (`School.calendar_version`) before it uses them
again, so that the worker never reads students by yesterday's holidays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from . import changes
from .models import AcademicSession, DayOff, School

Ordinals = NDArray[np.int32]

HABIT = "1111100"
#: A school that has named no term yet: every day of the weekly habit counts, within these years.
_WITHOUT_TERMS = (date(2000, 1, 1).toordinal(), date(2060, 12, 31).toordinal())


@dataclass(frozen=True, slots=True)
class Span:
    """A term or half-term: first and last day (ordinals, both included)."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Calendar:
    version: tuple[int, str]
    days: Ordinals
    terms: tuple[Span, ...]
    half_terms: tuple[Span, ...]


_kept: _Calendar | None = None


def school_days() -> Ordinals:
    """All school days over all terms: sorted, unique ordinals, shape (n,), not writable. May reach into the future."""
    return _calendar().days


def terms() -> tuple[Span, ...]:
    """The spans in which there is school, in order; empty until terms are set."""
    return _calendar().terms


def half_terms() -> tuple[Span, ...]:
    """Grading periods where the roster names them; else each term parted at its longest holiday (or its middle)."""
    return _calendar().half_terms


def is_school_day(day: date) -> bool:
    days = school_days()
    at = int(np.searchsorted(days, day.toordinal()))
    return at < len(days) and int(days[at]) == day.toordinal()


def next_school_day(day: date, n: int = 1) -> date:
    """The n-th school day after `day` (n >= 1). Past the last known term the weekly habit goes on."""
    if n < 1:
        raise ValueError("n counts school days after the day: it must be 1 or more")
    days = school_days()
    at = int(np.searchsorted(days, day.toordinal(), side="right"))
    if at + n <= len(days):
        return date.fromordinal(int(days[at + n - 1]))
    left = n - (len(days) - at)
    last = max(day.toordinal(), int(days[-1]) if len(days) else 0)
    habit = _habit(_school()[1]).tolist()
    while left:
        last += 1
        left -= int(habit[(last + 6) % 7])
    return date.fromordinal(last)


def previous_school_day(day: date) -> date | None:
    """The last school day before `day`, if any is known."""
    days = school_days()
    at = int(np.searchsorted(days, day.toordinal(), side="left"))
    return date.fromordinal(int(days[at - 1])) if at else None


def count_between(first: date, last: date) -> int:
    """How many school days from `first` to `last`, both included."""
    days = school_days()
    low = np.searchsorted(days, first.toordinal(), side="left")
    high = np.searchsorted(days, last.toordinal(), side="right")
    return max(0, int(high) - int(low))


def changed() -> None:
    """Say, inside the caller's transaction, that school days are different now."""
    changes.calendar_changed.send(sender=School)  # `listening` makes every process compute its days anew


def touch() -> None:
    """Make every process compute its days anew."""
    global _kept
    _kept = None
    School.objects.update(calendar_version=F("calendar_version") + 1)


def _school() -> tuple[int, str]:
    return School.objects.values_list("calendar_version", "weekdays").first() or (0, HABIT)


def _calendar() -> _Calendar:
    global _kept
    version = _school()
    kept = _kept
    if kept is None or kept.version != version:
        _kept = kept = _compute(version)
    return kept


def _compute(version: tuple[int, str]) -> _Calendar:
    habit = _habit(version[1])
    rows = list(AcademicSession.objects.filter(active=True).order_by("start", "end"))
    spans = _spans_with_school(rows)
    bounds = [(s.first, s.last) for s in spans] or [_WITHOUT_TERMS]
    every = np.unique(np.concatenate([np.arange(a, b + 1, dtype=np.int32) for a, b in bounds]))
    days = every[habit[(every + 6) % 7]]  # ordinal 1 was a Monday
    off, extra = _days_off()
    days = np.union1d(np.setdiff1d(days, off), extra).astype(np.int32)
    days.flags.writeable = False
    return _Calendar(version, days, tuple(spans), tuple(_half_terms(rows, spans, days)))


def _habit(weekdays: str) -> NDArray[np.bool_]:
    marks = weekdays if len(weekdays) == 7 and "1" in weekdays else HABIT
    return np.array([c == "1" for c in marks])


def _days_off() -> tuple[Ordinals, Ordinals]:
    """Ordinals of days without school, and of days with school outside the habit."""
    rows = DayOff.objects.values_list("day", "school")
    off = [d.toordinal() for d, school in rows if not school]
    extra = [d.toordinal() for d, school in rows if school]
    return np.array(off, np.int32), np.array(extra, np.int32)


def _spans_with_school(rows: list[AcademicSession]) -> list[Span]:
    """Terms; a semester or a year only where nothing finer lies inside it (else its holidays would count)."""
    chosen: list[Span] = []
    for kind in ("term", "semester", "schoolYear"):
        found = [_span(r) for r in rows if r.kind == kind]
        chosen += (
            [s for s in found if not any(c.first <= s.last and s.first <= c.last for c in chosen)]
            if chosen
            else found
        )
    return sorted(chosen, key=lambda s: (s.first, s.last))


def _half_terms(rows: list[AcademicSession], spans: list[Span], days: Ordinals) -> list[Span]:
    named = [_span(r) for r in rows if r.kind == "gradingPeriod"]
    if named:
        return named
    return [half for span in spans for half in _halves(span, days)]


def _halves(span: Span, days: Ordinals) -> list[Span]:
    """Part a term at its longest pause of a week or more; without one, at its middle school day."""
    inside = days[(days >= span.first) & (days <= span.last)]
    if len(inside) < 10:
        return [span]
    pauses = np.diff(inside)
    cut = int(np.argmax(pauses)) + 1 if pauses.max() >= 7 else len(inside) // 2
    return [
        Span(f"{span.title} 1", span.first, int(inside[cut - 1])),
        Span(f"{span.title} 2", int(inside[cut]), span.last),
    ]


def _span(row: AcademicSession) -> Span:
    return Span(row.title, row.start.toordinal(), row.end.toordinal())
