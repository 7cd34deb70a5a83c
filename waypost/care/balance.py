"""How attention is spread here (MEASURES.md, human balance), and who may see it.

What an adult did is shown to that adult alone. Leaders see all adults of the school together, from five on, in figures
that are let out once a week and stand while fewer than five adults came or went. No export, no list by adult, no target.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from waypost.measures.balance import Spread, middle_wait, spread
from waypost.measures.events import Kind
from waypost.readings.models import Episode, Event
from waypost.school import calendar, clock, identities
from waypost.school import queries as school
from waypost.school.models import HomeAdult
from waypost.trust.pseudonyms import codes_of

from .models import BalanceShown

WINDOW = 20  # school days
WAITS = 60  # school days of signals that are looked at
FEWEST_ADULTS = 5
FEWEST_STUDENTS = 10
EVERY = timedelta(days=7)
BANDS = ((10, "5-9"), (20, "10-19"), (50, "20-49"))


@dataclass(frozen=True, slots=True)
class Balance:
    spread: Spread
    days: float | None  # school days from a signal to a conversation, the middle one
    signals: int


def of_adult(adult: int) -> Balance:
    """An adult's own figures, over the home students: for this adult's eyes alone."""
    return _of([p.pk for p in school.home_students_of(adult)])


def shown() -> BalanceShown | None:
    """What leaders see: the figures that were let out last."""
    return BalanceShown.objects.order_by("-made", "-pk").first()


@transaction.atomic
def make() -> int:
    """Let the figures of all adults together out, at most once a week; 1 where it was done. Run every night."""
    now, last = clock.now(), shown()
    if last is not None and now - last.made < EVERY:
        return 0
    homes = dict(HomeAdult.objects.filter(until=None).values_list("student_id", "adult_id"))
    students = [p.pk for p in school.active_students() if p.pk in homes]
    adults = {homes[s] for s in students}
    if len(adults) < FEWEST_ADULTS or len(students) < FEWEST_STUDENTS:
        return 0
    codes = set(codes_of(adults).values())
    if last is not None and 0 < len(codes ^ set(last.adults.split(","))) < FEWEST_ADULTS:
        return (
            0  # the difference would tell of the few who came or went: the old figures stand, with their date
        )
    found = _of(students)
    BalanceShown.objects.create(
        made=now,
        adults=",".join(sorted(codes)),
        without=found.spread.share,
        ratio=found.spread.ratio,
        days=found.days,
        band=next((band for most, band in BANDS if len(adults) < most), "50+"),
    )
    return 1


def _of(students: list[int]) -> Balance:
    talks = talk_days(students)
    today = clock.today().toordinal()
    window = calendar.school_days()
    window = window[window <= today][-WINDOW:]
    first = int(window[0]) if len(window) else today
    counts = [sum(first <= d <= today for d in talks[s]) for s in students]
    waits, answered = _waits(students, talks)
    return Balance(spread(counts), middle_wait(waits, answered), len(waits))


def talk_days(students: Iterable[int]) -> dict[int, list[int]]:
    """Student -> local days (ordinals) with a conversation with any adult, sorted."""
    own = identities.identifiers_of_all(students)
    person_of = {known.identifier: person for person, all_of in own.items() for known in all_of}
    found: dict[int, set[int]] = {person: set() for person in own}
    for part in identities.chunks(person_of):
        rows = Event.objects.filter(
            identifier_id__in=part, kind=Kind.CONVERSATION, voided=False, at__isnull=False
        )
        for identifier, at in rows.values_list("identifier_id", "at"):
            found[person_of[identifier]].add(_day(at or 0).toordinal())
    return {person: sorted(days) for person, days in found.items()}


def _waits(students: list[int], talks: dict[int, list[int]]) -> tuple[list[int], list[bool]]:
    """School days from each signal to the next conversation (or until today), and whether there was one."""
    days = calendar.school_days()
    today = clock.today().toordinal()
    past = days[days <= today]
    since = date.fromordinal(int(past[-WAITS])) if len(past) >= WAITS else date.min
    rows = Episode.objects.filter(person_id__in=students, good_news=False, opened__gte=since)
    waits, answered = [], []
    for person, opened in rows.order_by("pk").values_list("person_id", "opened"):
        after = [d for d in talks[person] if d >= opened.toordinal()]
        end = after[0] if after else today
        waits.append(
            int(np.searchsorted(days, end, "left") - np.searchsorted(days, opened.toordinal(), "left"))
        )
        answered.append(bool(after))
    return waits, answered


def _day(milliseconds: int) -> date:
    return clock.local(datetime.fromtimestamp(milliseconds / 1000, tz=clock.zone())).date()
