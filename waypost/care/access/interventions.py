"""Planned help: seen by whoever sees one of its students as staff; worked on by whoever sees all of those in it now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from waypost.readings.access import students_of_staff
from waypost.trust.access import Who

from ..models import Approach, Helped, Intervention
from .common import CARERS, NOBODYS, Rows, cares


class SeeIntervention(Rows):
    name = "care.intervention.see"
    sentence = "planned help is seen by the staff of its students; of the students each sees the own ones"
    model = Intervention

    def grounds(self, who: Who) -> Q:
        if not who.has(*CARERS):
            return NOBODYS
        mine = Helped.objects.filter(intervention=OuterRef("pk"), person_id__in=students_of_staff(who))
        return Q(Exists(mine))

    def subjects(self, row: Any) -> Iterable[int]:
        return ()  # it names nobody; whom it is for is read through SEE_HELPED


class WorkOnIntervention(SeeIntervention):
    name = "care.intervention.work"
    sentence = "adults who work with all students of an intervention keep its sessions and decide on it"

    def grounds(self, who: Who) -> Q:
        if not cares(who):
            return NOBODYS
        foreign = Helped.objects.filter(intervention=OuterRef("pk"), until=None).exclude(
            person_id__in=students_of_staff(who)
        )
        return super().grounds(who) & ~Q(Exists(foreign))


class SeeHelped(Rows):
    name = "care.helped.see"
    sentence = "that a student is in planned help is seen by the staff of the student"
    model = Helped

    def grounds(self, who: Who) -> Q:
        return Q(person_id__in=students_of_staff(who)) if who.has(*CARERS) else NOBODYS


class SeeApproach(Rows):
    name = "care.approach.see"
    sentence = (
        "teachers, counsellors and leaders read and write the library of ways to help; no child stands in it"
    )
    model = Approach
    yes, no = "works with students", "doesn't work with students"

    def grounds(self, who: Who) -> Q:
        return Q() if who.has(*CARERS) else NOBODYS

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


SEE_APPROACH = SeeApproach()
SEE_INTERVENTION = SeeIntervention()
WORK_ON_INTERVENTION = WorkOnIntervention()
SEE_HELPED = SeeHelped()
