"""Once a week each guardian is told that the week is there; the mail says no more than that (TRUST 26)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from waypost.school import calendar, clock
from waypost.school.grounds import live_links
from waypost.trust import outbox

from ..models import WeekTold


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_time(day: date) -> bool:
    """On the last school day of a week, and until the week is over."""
    monday = monday_of(day)
    days = [monday + timedelta(days=n) for n in range(7)]
    last = max((d for d in days if calendar.is_school_day(d)), default=None)
    return last is not None and day >= last


@transaction.atomic
def tell() -> int:
    """Called every night: tells whoever may see a child today and hasn't been told this week. How many."""
    today = clock.today()
    if not is_time(today):
        return 0
    monday = monday_of(today)
    known = WeekTold.objects.filter(monday=monday)
    done = set(known.exclude(told=None, opened=None).values_list("guardian_id", flat=True))
    guardians = set(live_links().filter(see=True).values_list("guardian_id", flat=True)) - done
    for guardian in sorted(guardians):
        WeekTold.objects.update_or_create(guardian_id=guardian, monday=monday, defaults={"told": clock.now()})
        outbox.put_for_person(guardian, "week", monday.toordinal())
    return len(guardians)


@transaction.atomic
def opened(guardian: int) -> None:
    """The page was opened: measured by reading, not by counting clicks in mails."""
    monday = monday_of(clock.today())
    row, _new = WeekTold.objects.get_or_create(guardian_id=guardian, monday=monday)
    if row.opened is None:
        WeekTold.objects.filter(pk=row.pk).update(opened=clock.now())
