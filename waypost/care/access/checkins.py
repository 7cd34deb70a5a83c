"""Check-ins: the student reads what was shared; the adults of the student plan and hold them; a family reads none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from waypost.trust.access import Who
from waypost.trust.models import Role

from ..models import CalendarFeed, CheckIn, Rhythm
from .common import NOBODYS, Rows, cares, of_staff, own


class SeeCheckIn(Rows):
    name = "care.checkin.see"
    sentence = "the student and the staff of the student read what was shared at a check-in"
    model = CheckIn

    def grounds(self, who: Who) -> Q:
        return own(who) | of_staff(who)


class HoldCheckIn(Rows):
    name = "care.checkin.hold"
    sentence = "teachers, counsellors and leaders plan and hold check-ins with their students"
    model = CheckIn

    def grounds(self, who: Who) -> Q:
        return of_staff(who) if cares(who) else NOBODYS


class SeeRhythm(Rows):
    name = "care.rhythm.see"
    sentence = "how often somebody meets a student is seen and set by the staff of the student"
    model = Rhythm

    def grounds(self, who: Who) -> Q:
        return of_staff(who)


class OwnCalendar(Rows):
    name = "care.calendar.own"
    sentence = "a calendar address is shown and ended by whom it belongs to"
    model = CalendarFeed
    yes, no = "an own calendar", "somebody else's calendar"

    def grounds(self, who: Who) -> Q:
        guardian = who.person is not None and who.has(Role.GUARDIAN) and who.viewing_as is None
        return Q(person_id=who.person) if cares(who) or guardian else NOBODYS

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


SEE_CHECK_IN = SeeCheckIn()
HOLD_CHECK_IN = HoldCheckIn()
SEE_RHYTHM = SeeRhythm()
OWN_CALENDAR = OwnCalendar()
