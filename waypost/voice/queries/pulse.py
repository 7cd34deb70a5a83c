"""What is asked this week, and what was said: to me, or by me."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, Person
from waypost.trust.access import ReadBook

from .. import calm
from ..access.pulse import SEE_PULSE
from ..models import Pulse, Share
from ..services.pulse import of_week

MOST = 6


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom the student may choose; `adults` are named, so that nobody has to guess."""

    share: Share
    adults: list[Person]


@dataclass(frozen=True, slots=True)
class Question:
    """This week's question to one student."""

    person_id: int
    class_id: int
    subject: str
    readers: list[Reader]


@dataclass(frozen=True, slots=True)
class Line:
    """One answer with the name of what it is about, and who may read it besides the student."""

    pulse: Pulse
    subject: str
    readers: list[Person]


def due(person_id: int, day: date | None = None) -> Question | None:
    """What is asked now; None: nothing this week any more, nothing on this day, or no class to ask about."""
    today = day or clock.today()
    if not calm.may_ask(today) or of_week(person_id, today) is not None:
        return None
    klass = subject_of(school.classes_of_student(person_id, today), today)
    return question(person_id, klass) if klass else None


def subject_of(classes: Iterable[Class], day: date) -> Class | None:
    """The class that is asked about in the week of this day: they take turns. A homeroom where there is nothing else."""
    found = list(classes)
    taught = [c for c in found if c.kind != "homeroom"] or found
    week = calm.monday_of(day).toordinal() // 7
    return taught[week % len(taught)] if taught else None


def question(person_id: int, klass: Class) -> Question:
    return Question(person_id, klass.pk, subject_word(klass), readers_of(person_id, klass.pk))


def subject_word(klass: Class) -> str:
    return klass.subject or klass.title


def readers_of(person_id: int, class_id: int) -> list[Reader]:
    """Whom the student may choose; the home adult once, where she or he is the only teacher as well."""
    home = school.home_adult_of(person_id)
    teachers = school.teachers_of_class(class_id)
    found = [Reader(Share.HOME, [home])] if home else []
    if teachers and teachers != [home]:
        found.append(Reader(Share.TEACHER, teachers))
    return found


def mine(reads: ReadBook, person_id: int) -> list[Line]:
    """A student's own answers, newest first."""
    return _lines(
        SEE_PULSE.scoped(reads, lambda rows: rows.filter(person_id=person_id).order_by("-at", "-pk")).read()
    )


def said_to_me(reads: ReadBook, person_id: int) -> list[Line]:
    """What one student said to the adult who asks, newest first."""
    found = SEE_PULSE.scoped(
        reads, lambda rows: rows.filter(person_id=person_id).order_by("-at", "-pk")[:MOST]
    ).read()
    return _lines(found)


def _lines(found: list[Pulse]) -> list[Line]:
    classes = Class.objects.in_bulk({p.class_id for p in found})
    return [
        Line(p, subject_word(classes[p.class_id]) if p.class_id in classes else "", _readers(p))
        for p in found
    ]


def _readers(pulse: Pulse) -> list[Person]:
    if pulse.share == Share.TEACHER:
        return school.teachers_of_class(pulse.class_id)
    return list(Person.objects.filter(pk=pulse.reader_id)) if pulse.reader_id else []
