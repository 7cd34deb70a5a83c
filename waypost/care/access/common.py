"""What the rules of this room share: who works with students, and rows about one student."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.readings.access import students_of_staff
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

CARERS = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
NOBODYS = Q(pk__in=[])


def cares(who: Who) -> bool:
    """Does an adult who works with students ask, with own eyes?"""
    return who.person is not None and who.has(*CARERS) and who.viewing_as is None


def of_staff(who: Who, path: str = "person_id") -> Q:
    """Rows of the students whom somebody sees as an adult of the school (never as a parent)."""
    return Q(**{f"{path}__in": students_of_staff(who)}) if who.has(*CARERS) else NOBODYS


def own(who: Who) -> Q:
    """The student's own rows, seen with own eyes."""
    mine = who.person is not None and who.has(Role.STUDENT) and who.viewing_as is None
    return Q(person_id=who.person) if mine else NOBODYS


class Rows(Rule[Any]):
    """Rows of one model; `grounds` says which of them somebody has."""

    model: type[Model]
    yes = "one of this person's students, or an own row"
    no = "not one of this person's students"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.filter(self.grounds(who)) if who.person is not None else rows.none()

    def subjects(self, row: Any) -> Iterable[int]:
        return (row.person_id,)
