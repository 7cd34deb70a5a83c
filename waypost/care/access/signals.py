"""Who may act on a signal: the staff who may see the student; nobody else sees that it was answered, or by whom."""

from __future__ import annotations

from django.db.models import Q

from waypost.readings.access import for_adults
from waypost.readings.models import Episode
from waypost.trust.access import Who

from ..kept_from import asked_and_kept_from
from ..models import FollowUp
from .common import NOBODYS, Rows, cares, of_staff


class ActOnSignal(Rows):
    name = "care.signal.act"
    sentence = "teachers, counsellors and leaders act on signals of their students, never as a parent"
    model = Episode

    def grounds(self, who: Who) -> Q:
        return (
            of_staff(who) & for_adults(who) & ~asked_and_kept_from(who.person or 0) if cares(who) else NOBODYS
        )


class SeeFollowUp(Rows):
    name = "care.followup.see"
    sentence = "follow-ups are seen by the staff of the student"
    model = FollowUp

    def grounds(self, who: Who) -> Q:
        return of_staff(who)


ACT_ON_SIGNAL = ActOnSignal()
SEE_FOLLOW_UP = SeeFollowUp()
