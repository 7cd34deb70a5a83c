"""A calendar for one adult: days and kinds of what is planned, no names, no words (TRUST 26).

The address carries 256 random bits and is kept as a hash. It answers only while its owner works with students here,
or is the guardian of one; what stands in it is asked by the rights of the very moment.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from waypost.school import clock
from waypost.trust.access import Who
from waypost.trust.models import Account, Role
from waypost.trust.who import who_is

from .access import HOLD_CHECK_IN, SEE_FOLLOW_UP, SEE_MEETING, SEE_TALK_BOOKED, WORK_ON_INTERVENTION
from .access.common import cares
from .models import CalendarFeed

BACK, AHEAD = timedelta(days=28), timedelta(days=180)
BYTES = 32


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """`name` makes it one; `at` and `until` where it has an hour."""

    name: str
    day: date
    title: str
    at: datetime | None = None
    until: datetime | None = None


@transaction.atomic
def make(person_id: int, account_id: int) -> str:
    """A new address for an adult; the one before answers no more. Returns the token, told once."""
    end(person_id)
    token = secrets.token_urlsafe(BYTES)
    CalendarFeed.objects.create(
        person_id=person_id, account_id=account_id, digest=_digest(token), made=clock.now()
    )
    return token


def end(person_id: int) -> None:
    CalendarFeed.objects.filter(person_id=person_id, ended=None).update(ended=clock.now())


def owner_of(token: str) -> Who | None:
    """Whose calendar it is, with the rights of this very moment; None when it answers no more."""
    feed = CalendarFeed.objects.filter(digest=_digest(token), ended=None).first()
    account = Account.objects.filter(pk=feed.account_id).first() if feed else None
    if feed is None or account is None or account.person_id != feed.person_id:
        return None
    who = who_is(account)
    return who if cares(who) or (who.has(Role.GUARDIAN) and who.viewing_as is None) else None


def calendar_of(who: Who, address: str) -> str:
    """The calendar as iCalendar (RFC 5545). `address`: where a title leads to, the sign-in first."""
    with override(who.language):
        lines = [_event(entry, address, clock.now()) for entry in sorted(_entries(who), key=lambda e: e.name)]
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Waypost//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Waypost",
    ]
    return "\r\n".join([*head, *(line for event in lines for line in event), "END:VCALENDAR", ""])


def _entries(who: Who) -> Iterator[Entry]:
    me, today = who.person, clock.today()
    around = (today - BACK, today + AHEAD)
    check_ins = HOLD_CHECK_IN.rows(who).filter(adult_id=me, held=None, called_off=None, planned__range=around)
    yield from _each("check-in", check_ins.values_list("pk", "planned"), _("Check-in"))
    steps = SEE_FOLLOW_UP.rows(who).filter(owner_id=me, done=None, due__range=around)
    yield from _each("step", steps.values_list("pk", "due"), _("Planned step"))
    reviews = WORK_ON_INTERVENTION.rows(who).filter(owner_id=me, ended=None, review__range=around)
    yield from _each("review", reviews.values_list("pk", "review"), _("Look at planned help again"))
    meetings = SEE_MEETING.rows(who).filter(closed=None, day__range=around)
    yield from _each("meeting", meetings.values_list("pk", "day"), _("Support meeting"))
    booked = SEE_TALK_BOOKED.rows(who).filter(called_off=None).select_related("time")
    for b in booked:
        at = clock.local(b.time.at)
        if around[0] <= at.date() <= around[1]:
            title = _("Talk with a family") if b.time.adult_id == me else _("Talk at school")
            yield Entry(f"talk-{b.pk}", at.date(), title, b.time.at, b.time.ends)


def _each(kind: str, rows: Iterable[tuple[int, date]], title: str) -> Iterator[Entry]:
    for pk, day in rows:
        yield Entry(f"{kind}-{pk}", day, title)


def _event(entry: Entry, address: str, now: datetime) -> list[str]:
    when = [f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"]
    if entry.at is not None and entry.until is not None:
        when = [f"DTSTART:{entry.at:%Y%m%dT%H%M%SZ}", f"DTEND:{entry.until:%Y%m%dT%H%M%SZ}"]
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.name}@waypost",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        *when,
        f"SUMMARY:{entry.title}",
        f"URL:{address}",
        "END:VEVENT",
    ]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
