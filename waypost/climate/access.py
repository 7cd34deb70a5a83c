"""Who sees and changes what stands in this room. An observation belongs to the observed (promise 10).

The teacher of the class lays a lesson out and invites; nobody else sees it, whatever role that person holds, and
nobody who looks with another's eyes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from waypost.school import clock
from waypost.school.access import visible_students
from waypost.school.grounds import in_window, own_classes
from waypost.school.models import Class, Enrollment, HomeAdult, Person
from waypost.trust.access import Decision, Rule, Who
from waypost.trust.models import Role

from .models import Asked, Label, Lesson, Note, Watch

NOBODYS = Q(pk__in=[])
TEACHING = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


def _own_eyes(who: Who) -> bool:
    return who.person is not None and who.viewing_as is None and who.has(*TEACHING)


class _Between(Rule[Any]):
    """Rows that `grounds` names; nothing without own eyes."""

    model: type[Model]
    restricted = True
    yes = "a lesson of one's own, or one to which its teacher invited"
    no = "between the teacher and those whom the teacher invited"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.filter(self.grounds(who)).distinct() if _own_eyes(who) else rows.none()


class SeeLesson(_Between):
    name = "climate.lesson.see"
    sentence = (
        "A lesson that was looked at is seen by its teacher and by those whom that teacher invited to it."
    )
    model = Lesson

    def grounds(self, who: Who) -> Q:
        return Q(observed_id=who.person) | Q(watches__observer_id=who.person)

    def subjects(self, row: Lesson) -> Iterable[int]:
        return (row.observed_id,)


class OwnLesson(_Between):
    name = "climate.lesson.own"
    sentence = "Only the teacher of the lesson invites to it, sees figures over lessons, and takes it away."
    model = Lesson

    def grounds(self, who: Who) -> Q:
        return Q(observed_id=who.person)

    def subjects(self, row: Lesson) -> Iterable[int]:
        return (row.observed_id,)


class OwnWatch(_Between):
    name = "climate.watch.own"
    sentence = "Only the observer taps on the own sheet."
    model = Watch

    def grounds(self, who: Who) -> Q:
        return Q(observer_id=who.person)

    def subjects(self, row: Watch) -> Iterable[int]:
        return (row.lesson.observed_id,)


class SeeNote(_Between):
    name = "climate.note.see"
    sentence = "A note is read by its author and by the teacher of the lesson; the teacher's own by those invited to it."
    model = Note

    def grounds(self, who: Who) -> Q:
        teachers = Q(lesson__watches__observer_id=who.person, author_id=F("lesson__observed_id"))
        return Q(author_id=who.person) | Q(lesson__observed_id=who.person) | teachers

    def subjects(self, row: Note) -> Iterable[int]:
        return (row.author_id, row.lesson.observed_id)


class AnswerAsked(Rule[Asked]):
    name = "climate.asked.answer"
    sentence = (
        "The students who are in the class today answer what it is asked about a lesson, with own eyes."
    )
    yes = "asked of a class of one's own"
    no = "not asked of this person"

    def rows(self, who: Who) -> QuerySet[Asked]:
        if who.person is None or who.viewing_as is not None or not who.has(Role.STUDENT):
            return Asked.objects.none()
        today = clock.today()
        mine = Enrollment.objects.filter(in_window(today), role="student", active=True).filter(
            Q(person=who.person) | Q(person__merged_into=who.person)
        )
        return Asked.objects.filter(closed=None, closes_on__gte=today, class_id__in=mine.values("klass"))

    def subjects(self, row: Asked) -> Iterable[int]:
        return ()


class LayOut(Rule[Class]):
    name = "climate.lesson.lay_out"
    sentence = "Teachers lay out lessons of the classes that they teach."
    yes = "a class of one's own"
    no = "a class of somebody else"

    def rows(self, who: Who) -> QuerySet[Class]:
        if not _own_eyes(who) or not who.has(Role.TEACHER):
            return Class.objects.none()
        return Class.objects.filter(active=True, pk__in=own_classes(who).values("klass"))

    def subjects(self, row: Class) -> Iterable[int]:
        return ()


class KeepLabel(Rule[Label]):
    name = "climate.label.keep"
    sentence = "The adults who teach keep the school's own list of kinds of lesson and ways of teaching."

    def rows(self, who: Who) -> QuerySet[Label]:
        return Label.objects.all() if who.has(*TEACHING) else Label.objects.none()

    def may(self, who: Who, thing: Label) -> Decision:
        allowed = who.has(*TEACHING)
        return Decision(allowed, "a list of the school" if allowed else "for the adults who teach")

    def subjects(self, row: Label) -> Iterable[int]:
        return ()


class SeeNotWithOthers(Rule[Person]):
    """Students of whom may be said that they weren't seen working with others."""

    name = "climate.student.not_with_others"
    sentence = "Only the home adult and the counsellor read who wasn't seen working with others."
    restricted = True
    yes = "home adult or counsellor"
    no = "for home adult and counsellor"

    def rows(self, who: Who) -> QuerySet[Person]:
        if not _own_eyes(who):
            return Person.objects.none()
        home = HomeAdult.objects.filter(in_window(clock.today()), adult=who.person).values("student")
        grounds = Q(pk__in=home)
        if who.has(Role.COUNSELLOR):
            grounds |= Q(pk__in=visible_students(_as_counsellor(who)))
        return Person.objects.filter(grounds, kind="student", merged_into__isnull=True)

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


def _as_counsellor(who: Who) -> Who:
    """What somebody sees as a counsellor alone, whatever else the person may be."""
    return replace(who, roles=frozenset({str(Role.COUNSELLOR)}))


SEE_LESSON = SeeLesson()
OWN_LESSON = OwnLesson()
ANSWER_ASKED = AnswerAsked()
OWN_WATCH = OwnWatch()
SEE_NOTE = SeeNote()
LAY_OUT = LayOut()
KEEP_LABEL = KeepLabel()
SEE_NOT_WITH_OTHERS = SeeNotWithOthers()
