"""What the rules of this room share: whose rows somebody has. All rests on `school.access`: who sees the student.

What is private is the student's alone: no adult of the school and no guardian reads it, and nobody who looks with the
student's eyes (TRUST 11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.readings.access import children_of, students_of_staff
from waypost.school.models import Person
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

NOBODYS = Q(pk__in=[])


def is_self(who: Who) -> bool:
    """Does a student ask, with own eyes?"""
    return who.person is not None and who.has(Role.STUDENT) and who.viewing_as is None


def own(who: Who) -> Q:
    """The student's own rows, private ones too."""
    return Q(person_id=who.person) if is_self(who) else NOBODYS


def of_staff(who: Who) -> Q:
    """Rows of the students whom an adult of the school sees."""
    return Q(person_id__in=students_of_staff(who))


def of_family(who: Who) -> Q:
    return Q(person_id__in=children_of(who))


class OfStudent(Rule[Any]):
    """Rows with a `person_id`; `grounds` says which of them somebody has."""

    model: type[Model]
    yes = "a student whom this person may see"
    no = "not shared with this person"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.filter(self.grounds(who)) if who.person is not None else rows.none()

    def subjects(self, row: Any) -> Iterable[int]:
        return (row.person_id,)


class WriteWith(Rule[Person]):
    """Students for whom somebody may begin something in this room: oneself, or as an adult of the school."""

    name = "learning.student.write"
    sentence = "Students write for themselves; the school's adults write with the students whom they see."
    yes = "oneself, or one of one's students"
    no = "not one of one's students"

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None:
            return Person.objects.none()
        mine = Q(pk=who.person, kind="student") if is_self(who) else NOBODYS
        return Person.objects.filter(mine | Q(pk__in=students_of_staff(who)))

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


WRITE_WITH = WriteWith()
