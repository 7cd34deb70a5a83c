"""Notes of three kinds (TRUST 4). A jotting is its author's alone, not even borrowed eyes see that it is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from waypost.readings.access import students_of_staff
from waypost.trust.access import Who
from waypost.trust.models import Role

from ..models import Jotting, Note, RestrictedNote
from .common import NOBODYS, Rows, cares, of_staff


class SeeNote(Rows):
    name = "care.note.see"
    sentence = "records are read by the staff of the student; a family may ask for them"
    model = Note

    def grounds(self, who: Who) -> Q:
        return of_staff(who)


class ReviseNote(Rows):
    name = "care.note.revise"
    sentence = "only who wrote a record changes it, and what it said before stays"
    model = Note

    def grounds(self, who: Who) -> Q:
        return of_staff(who) & Q(author_id=who.person) if cares(who) else NOBODYS


class SeeRestrictedNote(Rows):
    """Named roles at the student's school, and the author while working with the student."""

    name = "care.restricted_note.see"
    sentence = (
        "a restricted record is read by its author and by the roles that it names, at the student's school"
    )
    restricted = True
    model = RestrictedNote

    def grounds(self, who: Who) -> Q:
        if not cares(who):
            return NOBODYS
        named = Q(author_id=who.person)
        for role in (Role.COUNSELLOR, Role.LEADER):
            if who.has(role):
                named |= Q(readers__contains=str(role))
        return named & Q(person_id__in=students_of_staff(who))


class ReviseRestrictedNote(SeeRestrictedNote):
    name = "care.restricted_note.revise"
    sentence = "only who wrote a restricted record changes it, and what it said before stays"

    def grounds(self, who: Who) -> Q:
        return super().grounds(who) & Q(author_id=who.person)


class OwnJotting(Rows):
    name = "care.jotting.own"
    sentence = "a jotting is read by its author alone"
    model = Jotting
    yes, no = "an own jotting", "somebody else's jotting"

    def grounds(self, who: Who) -> Q:
        return Q(author_id=who.person) if cares(who) else NOBODYS

    def subjects(self, row: Any) -> Iterable[int]:
        return ()  # that somebody reads an own jotting is nobody's business


SEE_NOTE = SeeNote()
REVISE_NOTE = ReviseNote()
SEE_RESTRICTED_NOTE = SeeRestrictedNote()
REVISE_RESTRICTED_NOTE = ReviseRestrictedNote()
OWN_JOTTING = OwnJotting()
