"""Who may act on a signal: the staff who may see the student; nobody else sees that it was answered, or by whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from waypost.readings.models import Episode
from waypost.school.access import visible_students
from waypost.trust.access import Decision, Rule, Who
from waypost.trust.models import Role

from ..models import FollowUp

CARERS = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


def _cares(who: Who) -> bool:
    return who.has(*CARERS) and who.viewing_as is None


class ActOnSignal(Rule[Episode]):
    name = "care.signal.act"
    sentence = "teachers, counsellors and leaders act on signals of students whom they may see"

    def rows(self, who: Who) -> QuerySet[Episode]:
        if not _cares(who):
            return Episode.objects.none()
        return Episode.objects.filter(person_id__in=visible_students(who))

    def may(self, who: Who, thing: Episode) -> Decision:
        if not _cares(who):
            return Decision(False, "only teachers, counsellors and leaders act on signals")
        if not visible_students(who).filter(pk=thing.person_id).exists():
            return Decision(False, "this student is not one of yours")
        return Decision(True, "one of your students")

    def subjects(self, row: Episode) -> Iterable[int]:
        return (row.person_id,)


class SeeFollowUp(Rule[FollowUp]):
    name = "care.followup.see"
    sentence = "follow-ups are seen by the staff who may see the student"

    def rows(self, who: Who) -> QuerySet[FollowUp]:
        if not who.has(*CARERS):
            return FollowUp.objects.none()
        return FollowUp.objects.filter(person_id__in=visible_students(who))

    def may(self, who: Who, thing: FollowUp) -> Decision:
        seen = who.has(*CARERS) and visible_students(who).filter(pk=thing.person_id).exists()
        return Decision(seen, "one of your students" if seen else "not one of your students")

    def subjects(self, row: FollowUp) -> Iterable[int]:
        return (row.person_id,)


ACT_ON_SIGNAL = ActOnSignal()
SEE_FOLLOW_UP = SeeFollowUp()
