"""Why somebody may see a student, and whom: each ground is one query, so that object and list can't drift apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from waypost.trust import remember
from waypost.trust.access import Decision, Who
from waypost.trust.models import Role

from . import clock
from .models import Class, Enrollment, GuardianLink, HomeAdult, Membership, Organization, Person
from .of_age import born_of_age

NO = Decision(False, "not one of the people this account is there for")


def in_window(day: date) -> Q:
    """Rows with `since` and `until` that hold on a day (both included, None: open)."""
    return (Q(since__isnull=True) | Q(since__lte=day)) & (Q(until__isnull=True) | Q(until__gte=day))


#: Whose students somebody sees for the sake of the school, not of a class or a link.
OF_THE_SCHOOL = (Role.LEADER, Role.COUNSELLOR)


def places(who: Who, *roles: Role) -> Q | None:
    """The organizations, with all below them, where one of these roles holds; None: everywhere."""
    at = who.places_of(*roles)
    if at is None:
        return None
    found, edge = set(at), set(at)
    while edge:
        edge = set(Organization.objects.filter(parent__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return Q(organization__in=sorted(found))


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a student may be seen, and the students it opens."""

    sentence: str
    holds: Callable[[Who], bool]
    students: Callable[[Who], Q]


def own_classes(who: Who) -> QuerySet[Enrollment]:
    day = clock.today()
    rows = Enrollment.objects.filter(in_window(day), role="teacher", active=True, klass__active=True)
    return rows.filter(Q(person=who.person) | Q(person__merged_into=who.person))


def _enrolled_in(classes: Any) -> Q:
    """Students who are in these classes today, by their own row or by one that was merged into it."""
    there = Enrollment.objects.filter(
        in_window(clock.today()), role="student", active=True, klass__in=classes
    ).values("person")
    return Q(pk__in=there) | Q(
        pk__in=Person.objects.filter(pk__in=there, merged_into__isnull=False).values("merged_into")
    )


def taught(who: Who) -> Q:
    return _enrolled_in(own_classes(who).values("klass"))


def _home(who: Who) -> Q:
    return Q(pk__in=HomeAdult.objects.filter(in_window(clock.today()), adult=who.person).values("student"))


def _of_place(who: Who) -> Q:
    """Students of the leader's or counsellor's organizations, by membership or by class."""
    where = places(who, *OF_THE_SCHOOL)
    if where is None:
        return Q()
    day = clock.today()
    members = Membership.objects.filter(where, in_window(day), active=True, role="student").values("person")
    by_class = _enrolled_in(Class.objects.filter(where, active=True).values("pk"))
    merged = Person.objects.filter(pk__in=members, merged_into__isnull=False).values("merged_into")
    return Q(pk__in=members) | Q(pk__in=merged) | by_class


def live_links() -> QuerySet[GuardianLink]:
    """Guardian links that open anything today: confirmed, within their dates, and, from the student's coming of age on,
    only where the student said yes (TRUST 10). A student without a birth date counts as a minor."""
    young = Q(student__birth_date__isnull=True) | Q(student__birth_date__gt=born_of_age(clock.today()))
    return GuardianLink.objects.filter(
        in_window(clock.today()), young | Q(agreed__isnull=False), state="confirmed"
    )


def _children(who: Who) -> Q:
    return Q(pk__in=live_links().filter(guardian=who.person, see=True).values("student"))


GROUNDS: tuple[Ground, ...] = (
    Ground("a student of one of the classes this person teaches", lambda w: w.has(Role.TEACHER), taught),
    Ground("a student whose home adult this person is", lambda w: w.is_staff, _home),
    Ground(
        "a student of the school where this person is leader or counsellor",
        lambda w: w.has(*OF_THE_SCHOOL),
        _of_place,
    ),
    Ground(
        "a child of this guardian, by a confirmed link with the right to see",
        lambda w: w.has(Role.GUARDIAN),
        _children,
    ),
    Ground(
        "a student whose record is open to this person for an hour, in an emergency",
        lambda w: bool(w.emergency),
        lambda w: Q(pk__in=w.emergency),
    ),
    Ground("the student in person", lambda w: w.has(Role.STUDENT), lambda w: Q(pk=w.person)),
)


def _students() -> QuerySet[Person]:
    return Person.objects.filter(kind="student", merged_into__isnull=True)


def visible(who: Who) -> QuerySet[Person]:
    """The students whose pages this person may open today. Unlogged: views go through SEE_STUDENT."""
    if who.person is None:
        return Person.objects.none()
    grounds = [g.students(who) for g in GROUNDS if g.holds(who)]
    if not grounds:
        return Person.objects.none()
    any_of = grounds[0]
    for ground in grounds[1:]:
        any_of = any_of | ground if any_of and ground else Q()  # an empty Q stands for all
    return _students().filter(any_of)


def visible_students(who: Who) -> QuerySet[Person]:
    """Ids of the students whom this person may see: a subquery for other rooms' rules (`student__in=...`)."""
    return remember.once(("visible", who), lambda: few(visible(who).order_by()))


FEW = 300  # students named one by one in later questions, rather than found again in each


def few(students: QuerySet[Person]) -> QuerySet[Person]:
    """Ids of these students. While a page is made and where they are few, they are looked up here, once."""
    if remember.remembering():
        if (people := remember.whom()) is not None:
            students = students.filter(pk__in=people)
        ids = list(students.values_list("pk", flat=True)[: FEW + 1])
        if len(ids) <= FEW:
            return Person.objects.filter(pk__in=ids).order_by().values("pk")  # type: ignore[return-value]
    return students.values("pk")  # type: ignore[return-value]


def why_visible(who: Who, student: Person) -> Decision:
    """Yes or no for one student, with the ground."""
    if who.person is not None and student.kind == "student" and student.merged_into_id is None:
        for ground in GROUNDS:
            if ground.holds(who) and _students().filter(ground.students(who), pk=student.pk).exists():
                return Decision(True, ground.sentence)
    return NO
