"""Who may see and do what with people, classes and the roster. Each ground gives a query; object and list rest on it.

A student is visible on one of the grounds below and on no other: rights are today's (TRUST 18), links and enrolments
hold between their dates, and what hangs on an absorbed row counts for the standing one only where it is a roster fact
(classes), never where it is a right (guardian links: TRUST 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.trust.access import Decision, Rule, Who
from waypost.trust.models import Role

from .grounds import (
    GROUNDS,
    NO,
    OF_THE_SCHOOL,
    in_window,
    own_classes,
    places,
    taught,
    visible,
    visible_students,
    why_visible,
)
from .models import (
    Attendance,
    Class,
    Enrollment,
    GuardianLink,
    HomeAdult,
    Identity,
    Membership,
    Merge,
    Person,
    RosterImport,
)

__all__ = [
    "FIND_IN_EMERGENCY",
    "GROUNDS",
    "ISSUE_CARD",
    "MANAGE_GUARDIAN_LINK",
    "MANAGE_HOME_ADULT",
    "MANAGE_IDENTITY",
    "MANAGE_IMPORT",
    "MANAGE_MERGE",
    "MANAGE_PERSON",
    "NO",
    "RULES",
    "SEE_ATTENDANCE",
    "SEE_CLASS",
    "SEE_STUDENT",
    "in_window",
    "visible",
    "visible_students",
    "why_visible",
]


class SeeStudent(Rule[Person]):
    name = "school.student.see"
    sentence = (
        "Teachers see the students of their classes and their home students; leaders and counsellors those of their school; "
        "guardians their own children by a confirmed link; students themselves."
    )

    def rows(self, who: Who) -> QuerySet[Person]:
        return visible(who)

    def may(self, who: Who, thing: Person) -> Decision:
        return why_visible(who, thing)

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


class SeeClass(Rule[Class]):
    name = "school.class.see"
    sentence = "Teachers see the classes they teach; leaders and counsellors those of their school."
    yes = "a class that this person teaches, or of this person's school"
    no = "a class of somebody else"

    def rows(self, who: Who) -> QuerySet[Class]:
        found = Class.objects.none()
        if who.person is not None and who.has(Role.TEACHER):
            found = Class.objects.filter(active=True, pk__in=own_classes(who).values("klass"))
        if who.person is not None and who.has(*OF_THE_SCHOOL):
            where = places(who, *OF_THE_SCHOOL)
            found = found | Class.objects.filter(where if where is not None else Q(), active=True)
        return found

    def subjects(self, row: Class) -> Iterable[int]:
        return ()


class FindInEmergency(Rule[Person]):
    name = "school.student.find_in_emergency"
    sentence = "In an emergency, those who work with students find any student of the school by name: the name alone."
    yes = "a student of the school"
    no = "emergency access is for those who work with students"

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None or not who.has(Role.TEACHER, *OF_THE_SCHOOL):
            return Person.objects.none()
        return Person.objects.filter(kind="student", active=True, merged_into__isnull=True)

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


class IssueCard(Rule[Person]):
    name = "school.card.issue"
    sentence = "Teachers make sign-in cards for the students of the classes they teach, and let them choose a number."
    yes = "a student of one of the classes this person teaches"
    no = NO.reason

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None or not who.has(Role.TEACHER):
            return Person.objects.none()
        return Person.objects.filter(taught(who), kind="student", merged_into__isnull=True, active=True)

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


class SeeAttendance(Rule[Attendance]):
    name = "school.attendance.see"
    sentence = "Whoever may see a student may see whether she or he was there."

    def rows(self, who: Who) -> QuerySet[Attendance]:
        return Attendance.objects.filter(student__in=visible_students(who))

    def may(self, who: Who, thing: Attendance) -> Decision:
        return why_visible(who, thing.student)

    def subjects(self, row: Attendance) -> Iterable[int]:
        return (row.student_id,)


def _administers(who: Who) -> bool:
    return who.has(Role.ADMINISTRATOR)


def _people_of(who: Who) -> QuerySet[Person]:
    """The roster that an administrator keeps: everybody, or those of the schools that the role is for."""
    if not _administers(who):
        return Person.objects.none()
    where = places(who, Role.ADMINISTRATOR)
    if where is None:
        return Person.objects.all()
    members = Membership.objects.filter(where).values("person")
    enrolled = Enrollment.objects.filter(klass__in=Class.objects.filter(where).values("pk")).values("person")
    wards = GuardianLink.objects.filter(Q(student__in=members) | Q(student__in=enrolled)).values("guardian")
    return Person.objects.filter(Q(pk__in=members) | Q(pk__in=enrolled) | Q(pk__in=wards))


class _Administered(Rule[Any]):
    """Rows that hang on people of the administrator's roster."""

    model: type[Model]
    paths: tuple[str, ...] = ()

    def rows(self, who: Who) -> QuerySet[Any]:
        if not _administers(who):
            return self.model._default_manager.none()
        people = _people_of(who).values("pk")
        every = Q()
        for path in self.paths:
            every &= Q(**{f"{path}__in": people})
        return self.model._default_manager.filter(every)

    def may(self, who: Who, thing: Any) -> Decision:
        if not _administers(who):
            return Decision(False, "only administrators keep the roster")
        people = _people_of(who)
        inside = all(people.filter(pk=self._id(thing, path)).exists() for path in self.paths)
        return Decision(
            inside, "part of the roster this administrator keeps" if inside else "of another school"
        )

    def subjects(self, row: Any) -> Iterable[int]:
        return [self._id(row, path) for path in self.paths]

    @staticmethod
    def _id(row: Any, path: str) -> int:
        return int(row.pk if path == "pk" else getattr(row, f"{path}_id"))


class ManagePerson(_Administered):
    name = "school.roster.manage"
    sentence = "Administrators keep the roster of their schools: names, classes, identifiers; no readings."
    model, paths = Person, ("pk",)


class ManageIdentity(_Administered):
    name = "school.identity.manage"
    sentence = "Administrators join and part identifiers of the people on their roster."
    model, paths = Identity, ("person",)


class ManageMerge(_Administered):
    name = "school.merge.manage"
    sentence = "Administrators part what was merged on their roster."
    model, paths = Merge, ("kept", "absorbed")


class ManageGuardianLink(_Administered):
    name = "school.guardian_link.manage"
    sentence = "Administrators confirm and end guardian links of their school's students."
    restricted = True
    model, paths = GuardianLink, ("student", "guardian")


class ManageHomeAdult(_Administered):
    name = "school.home_adult.manage"
    sentence = "Administrators say who is home adult of whom."
    model, paths = HomeAdult, ("student", "adult")


class ManageImport(Rule[RosterImport]):
    name = "school.import.manage"
    sentence = "Administrators of the whole instance bring in roster and attendance files."

    def rows(self, who: Who) -> QuerySet[RosterImport]:
        return RosterImport.objects.all() if _administers(who) else RosterImport.objects.none()

    def may(self, who: Who, thing: RosterImport) -> Decision:
        return Decision(_administers(who), "only administrators bring in files")

    def subjects(self, row: RosterImport) -> Iterable[int]:
        return ()


FIND_IN_EMERGENCY = FindInEmergency()
SEE_STUDENT = SeeStudent()
SEE_CLASS = SeeClass()
ISSUE_CARD = IssueCard()
SEE_ATTENDANCE = SeeAttendance()
MANAGE_PERSON = ManagePerson()
MANAGE_IDENTITY = ManageIdentity()
MANAGE_MERGE = ManageMerge()
MANAGE_GUARDIAN_LINK = ManageGuardianLink()
MANAGE_HOME_ADULT = ManageHomeAdult()
MANAGE_IMPORT = ManageImport()

RULES: tuple[Rule[Any], ...] = (
    SEE_STUDENT,
    FIND_IN_EMERGENCY,
    SEE_CLASS,
    ISSUE_CARD,
    SEE_ATTENDANCE,
    MANAGE_PERSON,
    MANAGE_IDENTITY,
    MANAGE_MERGE,
    MANAGE_GUARDIAN_LINK,
    MANAGE_HOME_ADULT,
    MANAGE_IMPORT,
)
