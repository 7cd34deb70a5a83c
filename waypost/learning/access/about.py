"""Who reads and writes About me, and the supports that were agreed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from waypost.readings.access import children_of, students_of_staff
from waypost.school.models import Person
from waypost.trust.access import Rule, Who

from ..models import AboutMe, Support, Voice
from .base import NOBODYS, OfStudent, is_self, of_family, of_staff, own


class SeeAbout(OfStudent):
    name = "learning.about.see"
    sentence = (
        "The student and the staff of the student read all voices; a guardian reads the teachers', the own one, and "
        "the student's where the student said so. Guardians don't read each other's."
    )
    model = AboutMe

    def grounds(self, who: Who) -> Q:
        for_family = (
            Q(voice=Voice.TEACHER)
            | Q(voice=Voice.FAMILY, author_id=who.person)
            | Q(voice=Voice.STUDENT, with_family=True)
        )
        return own(who) | of_staff(who) | of_family(who) & for_family


class WriteAbout(Rule[Person]):
    name = "learning.about.write"
    sentence = "Students, their guardians with the right to see, and the school's adults write, each in the own voice."
    yes = "in the own voice"
    no = "no voice about this student"

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None:
            return Person.objects.none()
        mine = Q(pk=who.person, kind="student") if is_self(who) else NOBODYS
        return Person.objects.filter(mine | Q(pk__in=students_of_staff(who)) | Q(pk__in=children_of(who)))

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


class SeeSupport(OfStudent):
    name = "learning.support.see"
    sentence = "Who may see a student sees the supports that were agreed."
    model = Support

    def grounds(self, who: Who) -> Q:
        return own(who) | of_staff(who) | of_family(who)


class GiveSupport(OfStudent):
    name = "learning.support.give"
    sentence = (
        "The school's adults agree on supports of the students whom they see, and note that one was given."
    )
    model = Support

    def grounds(self, who: Who) -> Q:
        return of_staff(who) if who.viewing_as is None else NOBODYS


def voice_of(who: Who, student_id: int) -> Voice:
    """In which voice somebody writes about a student (whom WRITE_ABOUT has let through)."""
    if who.person == student_id:
        return Voice.STUDENT
    return Voice.TEACHER if students_of_staff(who).filter(pk=student_id).exists() else Voice.FAMILY


SEE_ABOUT = SeeAbout()
WRITE_ABOUT = WriteAbout()
SEE_SUPPORT = SeeSupport()
GIVE_SUPPORT = GiveSupport()
