"""Who got feedback on work: for figures about groups, from releases alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from waypost.school import calendar, clock

from ..models import Judgement

RECENT = 20  # school days


def got_feedback(people: Iterable[int]) -> dict[int, float]:
    """1.0 for whose work an adult placed with a reason in the last 20 school days, else 0.0; {} where nobody's was: such a
    school notes feedback elsewhere, and nothing follows."""
    days = calendar.school_days()
    days = days[days <= clock.today().toordinal()][-RECENT:]
    if not len(days):
        return {}
    since = datetime.combine(date.fromordinal(int(days[0])), time.min, clock.zone())
    found = Judgement.objects.filter(taken_back=None, at__gte=since)
    placed = set(found.values_list("piece__person_id", flat=True))
    return {person: float(person in placed) for person in people} if placed else {}
