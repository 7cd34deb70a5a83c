"""Who sees what is celebrated: as the student chose, and never more than who may know the student."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.readings.access import children_of, students_of_staff
from waypost.school import clock
from waypost.school.access import in_window
from waypost.school.grounds import own_classes
from waypost.school.models import Enrollment, Membership, Person
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Audience, Celebration, Certificate, Display, Thanks, ThanksState

NOBODYS = Q(pk__in=[])
BEYOND_PRIVATE = (Audience.FAMILY, Audience.CLASS, Audience.PUBLIC)
STAFF_ROLES = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


def is_self(who: Who) -> bool:
    """Does a student ask, with own eyes?"""
    return who.person is not None and who.has(Role.STUDENT) and who.viewing_as is None


def classmates_of(who: Who) -> QuerySet[Any]:
    """Ids of the students who share a class today with the student who asks."""
    if not is_self(who):
        return Enrollment.objects.none().values("person")
    here = Enrollment.objects.filter(
        in_window(clock.today()), role="student", active=True, klass__active=True
    )
    mine = here.filter(person=who.person).values("klass")
    return here.filter(klass__in=mine, person__kind="student").exclude(person=who.person).values("person")


def same_school(who: Who) -> QuerySet[Any]:
    """Ids of the people at the schools of a student or an adult of the school who asks."""
    if not (is_self(who) or who.has(*STAFF_ROLES)) or who.person is None:
        return Membership.objects.none().values("person")
    places = Membership.objects.filter(person=who.person).values("organization")
    return Membership.objects.filter(organization__in=places).values("person")


class _Rows(Rule[Any]):
    model: type[Model]
    path = "person_id"
    no = "not shared with this person"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.filter(self.grounds(who)) if who.person is not None else rows.none()

    def subjects(self, row: Any) -> Iterable[int]:
        return (getattr(row, self.path),)


class SeeCelebration(_Rows):
    name = "recognition.celebration.see"
    sentence = (
        "Students see their own celebrations, and adults those they gave; family and staff, the classes or the school "
        "as the student chose."
    )
    model = Celebration

    def grounds(self, who: Who) -> Q:
        own = Q(person_id=who.person) if is_self(who) else NOBODYS
        staff = Q(person_id__in=students_of_staff(who))
        given = staff & Q(giver_id=who.person) if who.viewing_as is None else NOBODYS
        near = (staff | Q(person_id__in=children_of(who))) & Q(audience__in=BEYOND_PRIVATE)
        in_class = Q(person_id__in=classmates_of(who), audience__in=[Audience.CLASS, Audience.PUBLIC])
        at_school = Q(person_id__in=same_school(who), audience=Audience.PUBLIC)
        reported = Thanks.objects.filter(state=ThanksState.REPORTED, celebration_id__isnull=False)
        seen = own | given | near | in_class | at_school
        return seen & Q(taken_back=None) & ~Q(pk__in=reported.values("celebration_id"))


class OwnCelebration(_Rows):
    name = "recognition.celebration.own"
    sentence = "Only the student says who sees a celebration."
    model = Celebration

    def grounds(self, who: Who) -> Q:
        return Q(person_id=who.person) if is_self(who) else NOBODYS


class GivenCelebration(_Rows):
    name = "recognition.celebration.given"
    sentence = "Who gave a celebration may take it back."
    model = Celebration

    def grounds(self, who: Who) -> Q:
        mine = Q(giver_id=who.person, person_id__in=students_of_staff(who))
        return mine if who.viewing_as is None else NOBODYS


class Celebrate(Rule[Person]):
    name = "recognition.student.celebrate"
    sentence = "The school's adults celebrate the students whom they see."
    yes = "one of one's students"
    no = "not one of one's students"

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None:
            return Person.objects.none()
        return Person.objects.filter(pk__in=students_of_staff(who))

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


class ReadThanks(_Rows):
    name = "recognition.thanks.read"
    sentence = (
        "Thanks between students are read first by an adult who sees both, and by a counsellor or leader."
    )
    model = Thanks
    path = "to_person_id"

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        mine = students_of_staff(who)
        waits = Q(state__in=[ThanksState.WAITING, ThanksState.REPORTED])
        return waits & Q(to_person_id__in=mine) & Q(from_person_id__in=mine)

    def subjects(self, row: Thanks) -> Iterable[int]:
        return (row.to_person_id, row.from_person_id)


class SentThanks(_Rows):
    name = "recognition.thanks.sent"
    sentence = "Students see the thanks that they wrote."
    model = Thanks
    path = "from_person_id"

    def grounds(self, who: Who) -> Q:
        return Q(from_person_id=who.person) if is_self(who) else NOBODYS


class SeeCertificate(_Rows):
    name = "recognition.certificate.see"
    sentence = "The student, the staff of the student and the family see a certificate."
    model = Certificate

    def grounds(self, who: Who) -> Q:
        own = Q(person_id=who.person) if who.has(Role.STUDENT) else NOBODYS
        return own | Q(person_id__in=students_of_staff(who)) | Q(person_id__in=children_of(who))


class OwnCertificate(_Rows):
    name = "recognition.certificate.own"
    sentence = "Only the student says whether a certificate may be checked by others."
    model = Certificate

    def grounds(self, who: Who) -> Q:
        return Q(person_id=who.person) if is_self(who) else NOBODYS


class MadeCertificate(_Rows):
    name = "recognition.certificate.revoke"
    sentence = "Who made a certificate, and a leader of the school, may revoke it."
    model = Certificate

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        theirs = Q(person_id__in=students_of_staff(who))
        return theirs if who.has(Role.LEADER) else theirs & Q(made_by=who.person)


class SeeDisplay(Rule[Display]):
    name = "recognition.display.see"
    sentence = "Who set up a screen, the teachers of its class and a leader may end it and print it."
    no = "not one of one's screens"

    def rows(self, who: Who) -> QuerySet[Display]:
        if who.person is None or who.viewing_as is not None or not who.has(*STAFF_ROLES):
            return Display.objects.none()
        if who.has(Role.LEADER):
            return Display.objects.all()
        mine = own_classes(who).values("klass")
        return Display.objects.filter(Q(class_id__in=mine) | Q(made_by=who.person))

    def subjects(self, row: Display) -> Iterable[int]:
        return ()


SEE_CELEBRATION = SeeCelebration()
OWN_CELEBRATION = OwnCelebration()
GIVEN_CELEBRATION = GivenCelebration()
CELEBRATE = Celebrate()
READ_THANKS = ReadThanks()
SENT_THANKS = SentThanks()
SEE_CERTIFICATE = SeeCertificate()
OWN_CERTIFICATE = OwnCertificate()
MADE_CERTIFICATE = MadeCertificate()
SEE_DISPLAY = SeeDisplay()
