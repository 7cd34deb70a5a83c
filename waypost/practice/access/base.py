"""Whose school, whose class: what the rules of this room rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.school import clock
from waypost.school.grounds import OF_THE_SCHOOL, in_window, live_links, own_classes, places
from waypost.school.models import Class, Enrollment, Membership
from waypost.trust import remember
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

NOBODYS = Q(pk__in=[])
STAFF = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


class OfRows(Rule[Any]):
    """Rows by one condition, object and query by the same. `eyes`: whether an administrator may look with another's eyes."""

    model: type[Model]
    yes = "of this person's school"
    no = "not open to this person"
    eyes = True

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if who.person is None or (who.viewing_as is not None and not self.eyes):
            return rows.none()
        return rows.filter(self.grounds(who))

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


def schools_of(who: Who) -> frozenset[int]:
    """Organizations to whose staff this person belongs today: by membership, by a class, by a role held there."""
    if who.person is None or not who.has(*STAFF):
        return frozenset()
    return remember.once(("practice schools", who), lambda: _schools(who))


def _schools(who: Who) -> frozenset[int]:
    day = clock.today()
    members = Membership.objects.filter(in_window(day), person=who.person, active=True)
    found = set(members.values_list("organization_id", flat=True))
    found |= set(own_classes(who).values_list("klass__organization_id", flat=True))
    if who.has(*OF_THE_SCHOOL):
        where = places(who, *OF_THE_SCHOOL)
        found |= set(Class.objects.filter(where or Q()).values_list("organization_id", flat=True))
    return frozenset(o for o in found if o is not None)


def of_school(who: Who, path: str = "organization_id") -> Q:
    found = schools_of(who)
    return Q(**{f"{path}__in": sorted(found)}) if found else NOBODYS


def taught(who: Who) -> QuerySet[Class]:
    """Ids of the classes that this person teaches today."""
    if who.person is None or not who.has(Role.TEACHER):
        return Class.objects.none().values("pk")  # type: ignore[return-value]
    return Class.objects.filter(pk__in=own_classes(who).values("klass"), active=True).values("pk")  # type: ignore[return-value]


def classes_of(students: Any) -> QuerySet[Class]:
    """Ids of the classes that these students (ids, or a query of them) are in today."""
    rows = Enrollment.objects.filter(in_window(clock.today()), role="student", active=True)
    mine = rows.filter(Q(person__in=students) | Q(person__merged_into__in=students))
    return Class.objects.filter(pk__in=mine.values("klass"), active=True).values("pk")  # type: ignore[return-value]


def attended(who: Who) -> QuerySet[Class]:
    """Ids of the classes that this student is in today."""
    if who.person is None or not who.has(Role.STUDENT):
        return Class.objects.none().values("pk")  # type: ignore[return-value]
    return classes_of([who.person])


def of_children(who: Who) -> QuerySet[Class]:
    """Ids of the classes of the children whom this guardian may see today."""
    if who.person is None or not who.has(Role.GUARDIAN):
        return Class.objects.none().values("pk")  # type: ignore[return-value]
    return classes_of(live_links().filter(guardian=who.person, see=True).values("student"))
