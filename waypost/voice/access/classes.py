"""Whose class it is: for suggestions and discussions of a class."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from waypost.school import clock
from waypost.school.grounds import in_window, own_classes, places
from waypost.school.models import Class, Enrollment
from waypost.trust.access import Who
from waypost.trust.models import Role

NOBODYS = Q(pk__in=[])


def taught(who: Who) -> QuerySet[Class]:
    """Ids of the classes that this person teaches today."""
    if who.person is None or who.viewing_as is not None or not who.has(Role.TEACHER):
        return Class.objects.none().values("pk")  # type: ignore[return-value]
    return Class.objects.filter(pk__in=own_classes(who).values("klass"), active=True).values("pk")  # type: ignore[return-value]


def attended(who: Who) -> QuerySet[Class]:
    """Ids of the classes that this student is in today."""
    if who.person is None or who.viewing_as is not None or not who.has(Role.STUDENT):
        return Class.objects.none().values("pk")  # type: ignore[return-value]
    rows = Enrollment.objects.filter(in_window(clock.today()), role="student", active=True)
    mine = rows.filter(Q(person=who.person) | Q(person__merged_into=who.person))
    return Class.objects.filter(pk__in=mine.values("klass"), active=True).values("pk")  # type: ignore[return-value]


def led(who: Who) -> Q | None:
    """The students of the leader's schools (by their classes), as a filter on `person_id`; None for nobody."""
    if who.person is None or who.viewing_as is not None or not who.has(Role.LEADER):
        return None
    where = places(who, Role.LEADER)
    classes = Class.objects.filter(where if where is not None else Q(), active=True)
    there = Enrollment.objects.filter(
        in_window(clock.today()), role="student", active=True, klass__in=classes
    )
    return Q(person_id__in=there.values("person"))
