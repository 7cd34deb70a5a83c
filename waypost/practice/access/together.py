"""Visits between two, the library of all, discussions with those who are invited."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from waypost.trust.access import Who
from waypost.trust.models import Role

from ..models import Circle, Insight, Talk, TalkClass, Visit, Voiced
from .base import NOBODYS, STAFF, OfRows, attended, of_children, of_school, taught


class SeeVisit(OfRows):
    name = "practice.visit.see"
    sentence = "A visit and its notes belong to the two teachers; nobody else opens them, whatever role that person has."
    model = Visit
    restricted = True
    eyes = False
    yes, no = "one of the two teachers", "between two other people"

    def grounds(self, who: Who) -> Q:
        return Q(observed_id=who.person) | Q(guest_id=who.person) if who.has(*STAFF) else NOBODYS

    def subjects(self, row: Visit) -> Iterable[int]:
        return (row.observed_id, row.guest_id)


class OwnVisit(SeeVisit):
    name = "practice.visit.own"
    sentence = (
        "Whose lesson it is invites, chooses what is looked at, calls it off, and writes what came of it."
    )

    def grounds(self, who: Who) -> Q:
        return Q(observed_id=who.person) if who.has(*STAFF) else NOBODYS


class SeeInsight(OfRows):
    name = "practice.insight.see"
    sentence = "Teachers, counsellors and leaders read the library of their school."
    model = Insight

    def grounds(self, who: Who) -> Q:
        return of_school(who) & Q(taken_back=None)


class OwnInsight(OfRows):
    name = "practice.insight.own"
    sentence = "Who wrote an insight takes it back."
    model = Insight
    eyes = False

    def grounds(self, who: Who) -> Q:
        return of_school(who) & Q(taken_back=None, person_id=who.person)


class SeeTalk(OfRows):
    name = "practice.talk.see"
    sentence = "Staff of the school, and the students and families of the invited classes, read the question and the minutes."
    model = Talk

    def grounds(self, who: Who) -> Q:
        students = TalkClass.objects.filter(class_id__in=attended(who)).values("talk")
        families = TalkClass.objects.filter(class_id__in=of_children(who)).values("talk")
        return of_school(who) | Q(students=True, pk__in=students) | Q(families=True, pk__in=families)


class HoldTalk(OfRows):
    name = "practice.talk.hold"
    sentence = "Who asked holds the discussion: writes the minutes and what was decided, and closes it."
    model = Talk
    eyes = False

    def grounds(self, who: Who) -> Q:
        return of_school(who) & Q(by=who.person or 0)


class SeeVoiced(OfRows):
    name = "practice.voiced.see"
    sentence = (
        "What a student or a family wrote is read by its author, by who holds the discussion and by the teachers of the "
        "class; what staff wrote by the circle that it is for."
    )
    model = Voiced
    eyes = False

    def grounds(self, who: Who) -> Q:
        found = Q(person_id=who.person)
        if who.has(*STAFF):
            held = Talk.objects.filter(of_school(who), by=who.person or 0).values("pk")
            found |= Q(by_staff=False) & (Q(talk__in=held) | Q(class_id__in=taught(who)))
            found |= Q(by_staff=True) & of_school(who, "talk__organization_id")
        if who.has(Role.STUDENT):
            found |= Q(by_staff=True, circle=Circle.STUDENTS, talk__in=self._invited(who))
        if who.has(Role.GUARDIAN):
            found |= Q(by_staff=True, circle=Circle.FAMILIES, talk__in=self._invited(who))
        return found

    @staticmethod
    def _invited(who: Who) -> object:
        return SEE_TALK.rows(who).values("pk")

    def subjects(self, row: Voiced) -> Iterable[int]:
        return (row.person_id,)


SEE_VISIT = SeeVisit()
OWN_VISIT = OwnVisit()
SEE_INSIGHT = SeeInsight()
OWN_INSIGHT = OwnInsight()
SEE_TALK = SeeTalk()
HOLD_TALK = HoldTalk()
SEE_VOICED = SeeVoiced()
