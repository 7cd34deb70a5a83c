"""Heard, for the leader: the share of raised suggestions answered, and answered within ten school days, of at least five
adults together, from a stored release (TRUST 2). Each adult weighs the same; nothing by adult or class is let out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from waypost.school import calendar, clock
from waypost.school.models import AcademicSession, Enrollment
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import TEAM_THRESHOLD, compute_release, shown
from waypost.trust.releases.suppress import Figure, Place

from .models import Suggestion

NAME, LINE = "heard", "school"
ANSWERED, IN_TIME = "answered", "in time"
SOON = 10  # school days


@dataclass(frozen=True, slots=True)
class Leader:
    """`answered`, `in_time`: released cells; None: fewer than five adults so far."""

    answered: ReleaseCell | None
    in_time: ReleaseCell | None
    any: bool


def period() -> str:
    """The term that goes on, by its first day."""
    return _first_day().isoformat()


def make() -> int:
    """Let the figures of this term out (again); returns how many. Run by the nightly job."""
    begins = datetime.combine(_first_day(), time.min, clock.zone())
    rows = (
        Suggestion.objects.filter(taken_back=None, at__gte=begins)
        .exclude(class_id=None)
        .prefetch_related("replies")
    )
    values: dict[tuple[str, int], list[float]] = defaultdict(list)
    found = list(rows)
    teachers = _teachers({s.class_id for s in found if s.class_id is not None})
    for s in found:
        first = next(iter(s.replies.all()), None)
        days = None if first is None else _days(s.at, first.at)
        for adult in teachers.get(s.class_id or 0, ()):
            values[ANSWERED, adult].append(float(first is not None))
            values[IN_TIME, adult].append(float(days is not None and days <= SOON))
    table: dict[Place, Figure] = {}
    for column in (ANSWERED, IN_TIME):
        own = {adult: sum(v) / len(v) for (name, adult), v in values.items() if name == column}
        if own:
            table[LINE, column] = Figure(frozenset(own), sum(own.values()) / len(own))
    if table:
        compute_release(NAME, period(), table, threshold=TEAM_THRESHOLD)
    return len(table)


def current() -> Leader:
    cells = {c.column: c for c in shown(NAME, period())}
    open_cells = {name: c for name, c in cells.items() if c.shown}
    return Leader(open_cells.get(ANSWERED), open_cells.get(IN_TIME), bool(cells))


def _first_day() -> date:
    today = clock.today()
    term = (
        AcademicSession.objects.filter(kind__in=["term", "semester"], start__lte=today)
        .order_by("-start")
        .first()
    )
    return term.start if term else today.replace(month=1, day=1)


def _teachers(classes: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Enrollment.objects.filter(klass__in=classes, role="teacher", active=True).order_by("pk")
    for klass, person in rows.values_list("klass_id", "person_id"):
        found[klass].append(person)
    return found


def _days(raised: datetime, answered: datetime) -> int:
    return max(0, calendar.count_between(clock.local(raised).date(), clock.local(answered).date()) - 1)
