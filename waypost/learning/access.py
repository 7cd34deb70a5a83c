"""Who sees and changes what stands in this room. All rests on `school.access`: who sees the student.

What is private is the student's alone: no adult of the school and no guardian reads it, and nobody who looks with the
student's eyes (TRUST 11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.readings.access import children_of, students_of_staff
from waypost.school.access import visible_students
from waypost.school.models import Person
from waypost.trust.access import Decision, Rule, Who
from waypost.trust.models import Role

from .models import AboutMe, Goal, Piece, Support, Voice

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

    def may(self, who: Who, thing: Any) -> Decision:
        allowed = self.rows(who).filter(pk=thing.pk).exists()
        return Decision(allowed, self.yes if allowed else self.no)

    def subjects(self, row: Any) -> Iterable[int]:
        return (row.person_id,)


class SeeGoal(OfStudent):
    name = "learning.goal.see"
    sentence = (
        "Students see their own goals; who may see a student sees the goals that aren't private. "
        "A private goal is seen by the student alone."
    )
    model = Goal

    def grounds(self, who: Who) -> Q:
        return own(who) | Q(person_id__in=visible_students(who), private=False)


class WorkOnGoal(OfStudent):
    name = "learning.goal.work"
    sentence = "Students work on their own goals; the school's adults may do it with them, where a goal isn't private."
    model = Goal

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        return own(who) | of_staff(who) & Q(private=False)


class OwnGoal(OfStudent):
    name = "learning.goal.own"
    sentence = "Only the student says who sees a goal, and puts it aside."
    model = Goal

    def grounds(self, who: Who) -> Q:
        return own(who)


class WriteWith(Rule[Person]):
    """Students for whom somebody may begin something in this room: oneself, or as an adult of the school."""

    name = "learning.student.write"
    sentence = "Students write for themselves; the school's adults write with the students whom they see."

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None:
            return Person.objects.none()
        mine = Q(pk=who.person, kind="student") if is_self(who) else NOBODYS
        return Person.objects.filter(mine | Q(pk__in=students_of_staff(who)))

    def may(self, who: Who, thing: Person) -> Decision:
        allowed = self.rows(who).filter(pk=thing.pk).exists()
        return Decision(
            allowed, "oneself, or one of one's students" if allowed else "not one of one's students"
        )

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


SEE_GOAL = SeeGoal()
WORK_ON_GOAL = WorkOnGoal()
OWN_GOAL = OwnGoal()
WRITE_WITH = WriteWith()


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

    def rows(self, who: Who) -> QuerySet[Person]:
        if who.person is None or who.viewing_as is not None:
            return Person.objects.none()
        mine = Q(pk=who.person, kind="student") if is_self(who) else NOBODYS
        return Person.objects.filter(mine | Q(pk__in=students_of_staff(who)) | Q(pk__in=children_of(who)))

    def may(self, who: Who, thing: Person) -> Decision:
        allowed = self.rows(who).filter(pk=thing.pk).exists()
        return Decision(allowed, "in the own voice" if allowed else "no voice about this student")

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


class SeePiece(OfStudent):
    name = "learning.piece.see"
    sentence = "The student and the staff of the student see work and what was said of it; the family where the student shows it."
    model = Piece

    def grounds(self, who: Who) -> Q:
        return own(who) | of_staff(who) | of_family(who) & Q(with_family=True)


class OwnPiece(OfStudent):
    name = "learning.piece.own"
    sentence = "Only the student places the own work beside the adults, and shows it at home."
    model = Piece

    def grounds(self, who: Who) -> Q:
        return own(who)


class JudgePiece(OfStudent):
    name = "learning.piece.judge"
    sentence = "The school's adults place work of the students whom they see on a rubric, with a reason."
    model = Piece

    def grounds(self, who: Who) -> Q:
        return of_staff(who) if who.viewing_as is None else NOBODYS


SEE_PIECE = SeePiece()
OWN_PIECE = OwnPiece()
JUDGE_PIECE = JudgePiece()
