"""Statements about the record: read by whoever sees the student, written by the student and the family."""

from __future__ import annotations

from django.db.models import Q

from waypost.readings.access import children_of
from waypost.trust.access import Who

from ..models import Objection
from .common import NOBODYS, Rows, cares, of_staff, own


class SeeObjection(Rows):
    name = "care.objection.see"
    sentence = (
        "What a student says about the own record is read by the staff of the student and by the student; what a "
        "guardian says, by the staff and that guardian."
    )
    model = Objection

    def grounds(self, who: Who) -> Q:
        mine = own(who) & Q(writer_id=who.person)
        family = (
            Q(person_id__in=children_of(who), writer_id=who.person) if who.viewing_as is None else NOBODYS
        )
        return mine | family | of_staff(who)


class AnswerObjection(Rows):
    name = "care.objection.answer"
    sentence = "The staff of the student answer."
    model = Objection

    def grounds(self, who: Who) -> Q:
        return of_staff(who) if cares(who) else NOBODYS


SEE_OBJECTION = SeeObjection()
ANSWER_OBJECTION = AnswerObjection()
