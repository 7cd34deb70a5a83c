"""Who may see readings, signals and the evidence behind them. All rest on `school.access`: who sees the student.

Adults of the school see what is known of their students; students what is known of themselves, but not the signals
that ask an adult to act; guardians a shared part of their child's readings, and good news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from waypost.measures.registry import SIGNALS
from waypost.school import clock
from waypost.school.access import GROUNDS, NO, visible_students
from waypost.school.grounds import few
from waypost.school.models import Person
from waypost.trust import remember
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from .models import Episode, Reading

#: Readings that a family sees: what the child works on and the pace of it, never engagement beside others or voice.
SHARED_WITH_FAMILY = ("mastery", "growth", "goals", "help_given")


_kept_from: Callable[[int], Q] = lambda adult: Q(pk__in=[])  # noqa: E731


def keep_from(kept: Callable[[int], Q]) -> None:
    """A room above says which episodes an adult is not to see: those of a student who asked that this one shouldn't know."""
    global _kept_from
    _kept_from = kept


def students_of_staff(who: Who) -> QuerySet[Person]:
    """Ids of the students whom somebody sees as an adult of the school, whatever else the person may be."""
    return remember.once(
        ("of staff", who),
        lambda: _by(who, lambda sentence: "guardian" not in sentence and "in person" not in sentence),
    )


def children_of(who: Who) -> QuerySet[Person]:
    """Ids of the students whom somebody sees as their guardian."""
    return remember.once(("children", who), lambda: _by(who, lambda sentence: "guardian" in sentence))


def _by(who: Who, wanted: Any) -> QuerySet[Person]:
    students = Person.objects.filter(kind="student", merged_into__isnull=True)
    if who.person is None:
        return students.none()
    grounds = [g.students(who) for g in GROUNDS if wanted(g.sentence) and g.holds(who)]
    if not grounds:
        return students.none()
    if any(not ground for ground in grounds):  # an empty Q stands for all
        return students.values("pk")  # type: ignore[return-value]
    any_of = Q()
    for ground in grounds:
        any_of |= ground
    return few(students.filter(any_of).order_by())


def own_person(who: Who) -> int | None:
    """The asker's own person, if the asker is a student."""
    return who.person if who.has(Role.STUDENT) else None


def own(who: Who) -> Q:
    """The student's own rows."""
    mine = own_person(who)
    return Q(person_id=mine) if mine is not None else Q(pk__in=[])


#: Readings that the student alone sees: what was said to one adult is nobody else's.
STUDENT_ONLY = ("pulse",)


def for_adults(who: Who) -> Q:
    """Signals that an adult of the student may see: not what was told to another adult, nor what is the student's first."""
    chosen = Q(only_for_id=None) | Q(only_for_id=who.person)
    return chosen & (Q(adults_from=None) | Q(adults_from__lte=clock.today()))


class _OfStudent(Rule[Any]):
    """Rows with a `person_id`."""

    model: type[Any]
    no = NO.reason

    def subjects(self, row: Any) -> Iterable[int]:
        return (row.person_id,)


class SeeReading(_OfStudent):
    name = "readings.reading.see"
    sentence = "Adults of the school see the readings of their students; students see their own."
    model = Reading

    def rows(self, who: Who) -> QuerySet[Any]:
        return Reading.objects.filter(_of_staff(who) | own(who))


class SeeSharedReading(_OfStudent):
    name = "readings.reading.see_shared"
    sentence = "Guardians see what their child works on and at which pace, by a confirmed link."
    model = Reading

    def rows(self, who: Who) -> QuerySet[Any]:
        shared = Q(person_id__in=children_of(who), measure__in=SHARED_WITH_FAMILY)
        return Reading.objects.filter(shared | _of_staff(who) | own(who))


class SeeEpisode(_OfStudent):
    name = "readings.episode.see"
    sentence = "Adults of the school see the signals of their students."
    model = Episode

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = Episode.objects.filter(for_adults(who), person_id__in=students_of_staff(who))
        return rows if who.person is None else rows.exclude(_kept_from(who.person))


class SeeGoodNews(_OfStudent):
    name = "readings.good_news.see"
    sentence = (
        "Students see their own good news; families that of their child, but for what tells of a low past."
    )
    model = Episode

    def rows(self, who: Who) -> QuerySet[Any]:
        public = [
            name for name, signal in SIGNALS.items() if signal.about.good_news and not signal.about.private
        ]
        family = Q(person_id__in=children_of(who), signal__in=public)
        allowed = Q(person_id__in=students_of_staff(who)) | own(who) | family
        return Episode.objects.filter(allowed, good_news=True)


class SeeOwnSignal(_OfStudent):
    name = "readings.own_signal.see"
    sentence = "Students see what is theirs to see first."
    model = Episode

    def rows(self, who: Who) -> QuerySet[Any]:
        first = [name for name, signal in SIGNALS.items() if signal.about.student_first]
        return Episode.objects.filter(own(who), signal__in=first)


def _of_staff(who: Who) -> Q:
    return Q(person_id__in=students_of_staff(who)) & ~Q(measure__in=STUDENT_ONLY)


SEE_READING = SeeReading()
SEE_SHARED_READING = SeeSharedReading()
SEE_EPISODE = SeeEpisode()
SEE_GOOD_NEWS = SeeGoodNews()
SEE_OWN_SIGNAL = SeeOwnSignal()


def may_see_student(who: Who, person_id: int) -> bool:
    return Person.objects.filter(pk=person_id, pk__in=visible_students(who)).exists()
