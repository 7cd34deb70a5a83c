"""Lessons that were looked at, by the services that the pages use, with known truth: in project work the groups of 7B work
together at three looks of four, in practice at two of five; two who look agree at nine of ten; one student is always alone.
The class says the same in its own words (SAID), where it was asked: once a week at most, and of the last lesson until today.

Five more teachers had one lesson looked at, so that there is a figure for the leader.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from waypost.climate import jobs
from waypost.climate.models import Label, Lesson
from waypost.climate.services import Refused, asked, together
from waypost.climate.services import lessons as room
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.models import Class, Person

from .places import calendar as calendar_of
from .seed import Plan
from .simulator.dice import Dice

#: kind of lesson -> the share of looks at which groups work together
TRUTH = {"Project work": 0.75, "Practice": 0.40}
#: kind of lesson -> what most of the class says of it, 1 hardly .. 4 all the time; and how many of ten answer
SAID, ANSWERING = {"Project work": 3.2, "Practice": 2.3}, 0.8
AGREE = 0.9  # chance that the second observer taps the same
LESSONS, LOOKS, GROUPS, NOTED = 12, 36, 6, 5
TEACHER, CLASS = "Ngozi Okafor", "Mathematics 7B"
OTHERS = 5
STILL_ASKED = ("Leo Park", "Amina Haddad")  # whoever looks with their eyes answers today
NAMESPACE = uuid.UUID("b7d1f2a4-6f0d-4f7e-8a5b-5f1f7b1c2d3e")
NOTES = (
    "The group by the window shared out the cards at once.",
    "Two groups waited for the scales. More scales, or two tasks?",
    "They asked one another before they asked me.",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who teaches, in which class, who looks along, and who is always alone."""

    teacher: Person
    klass: Class
    guest: Person
    alone: Person


def live(plan: Plan, first: date, last: date) -> None:
    """The lessons between two days."""
    cast = _cast()
    if cast is None:  # a small school without 7B
        return
    with transaction.atomic():
        of_one_teacher(
            cast, plan.seed, first, last, date.fromisoformat(calendar_of(plan)["sessions"][0]["start"])
        )
        of_others(cast, plan.seed, first, last)


def _cast() -> Cast | None:
    klass = Class.objects.filter(title=CLASS, active=True).first()
    if klass is None:
        return None
    teachers = {p.name: p for p in school.teachers_of_class(klass)}
    rest = [p for p in Person.objects.filter(kind="staff", active=True).order_by("pk") if p.name != TEACHER]
    students = [p for p in school.students_of_class(klass) if p.called not in {"Leo", "Amina"}]
    teacher = teachers.get(TEACHER)
    return Cast(teacher, klass, rest[0], students[-1]) if teacher and rest and students else None


def days(begins: date) -> list[date]:
    """Twelve school days, two in most weeks, from the second week of the term on."""
    found: list[date] = []
    day = calendar.next_school_day(begins, 6)
    while len(found) < LESSONS:
        found.append(day)
        day = calendar.next_school_day(day, 4)
    return found


def of_one_teacher(cast: Cast, seed: int, first: date, last: date, begins: date) -> None:
    """Twelve lessons of one teacher in one class: project work and practice in turn; the first with a second observer."""
    kinds = {name: room.add_label("lesson", name, cast.teacher.pk) for name in TRUTH}
    stations = room.add_label("strategy", "Stations", cast.teacher.pk)
    for n, day in enumerate(days(begins)):
        at = datetime(day.year, day.month, day.day, 10, tzinfo=clock.zone())
        if not first <= day <= last or at > clock.now():
            continue
        name = list(TRUTH)[n % 2]
        with clock.held_at(at):
            lesson = _lay_out(cast, n, day, kinds[name], stations if n % 3 == 0 else None)
            seen = _codes(Dice(seed, "lesson", n), TRUTH[name])
            _look(lesson, cast.teacher, seen)
            if n == 0:
                _look(lesson, cast.guest, _second(Dice(seed, "guest"), seen))
            if n < len(NOTES):
                words = NOTES[n]
                room.write_note(lesson, cast.teacher.pk, words, once=uuid.uuid5(lesson.once, words))
            if n < NOTED:
                together.note(lesson, _groups(cast))
            if n < LESSONS - 1:
                _say(cast, lesson, Dice(seed, "said", n), SAID[name], told=True)
        if n == LESSONS - 1:
            _asked_today(cast, lesson, Dice(seed, "said", n), SAID[name])


def _lay_out(cast: Cast, n: int, day: date, kind: Label, strategy: Label | None) -> Lesson:
    plan = room.Plan(cast.klass.pk, day, "collaboration", "groups", GROUPS, 20, kind, strategy)
    observers = [cast.teacher.pk, *([cast.guest.pk] if n == 0 else [])]
    return room.lay_out(cast.teacher.pk, plan, once=uuid.uuid5(NAMESPACE, f"{day}"), observers=observers)


def _codes(dice: Dice, share: float) -> list[str]:
    """What a lesson's looks say: its own share lies a little around the kind's."""
    own = min(0.95, max(0.05, dice.normal(share, 0.06)))
    return [
        "together" if dice.chance(own) else dice.pick(("beside", "beside", "apart")) for _ in range(LOOKS)
    ]


def _second(dice: Dice, codes: Sequence[str]) -> list[str]:
    return [c if dice.chance(AGREE) else "beside" if c != "beside" else "together" for c in codes]


def _look(lesson: Lesson, observer: Person, codes: Sequence[str]) -> None:
    sheet = room.invite(lesson, observer.pk)
    taps = [
        room.Tap(
            uuid.uuid5(lesson.once, f"{observer.pk} {n}"),
            round=n // GROUPS + 1,
            unit=n % GROUPS + 1,
            code=code,
        )
        for n, code in enumerate(codes)
    ]
    room.store(sheet, [*taps, room.Tap(uuid.uuid4(), aspect="part", level=3)])
    room.finish(sheet)


def _say(cast: Cast, lesson: Lesson, dice: Dice, usual: float, *, told: bool) -> None:
    """The class is asked about a lesson; `told`: it is closed, and the figure let out."""
    try:
        question = asked.ask(lesson)
    except Refused:
        return  # asked once this week already, or fewer than two for safeguarding
    for student in school.students_of_class(cast.klass):
        if dice.chance(ANSWERING) and (told or student.name not in STILL_ASKED):
            asked.answer(question, student.pk, min(4, max(1, round(dice.normal(usual, 0.7)))))
    if told:
        asked.close(question)
        question.refresh_from_db()
        jobs.make(question)


def _asked_today(cast: Cast, lesson: Lesson, dice: Dice, usual: float) -> None:
    """Of the last lesson the class is asked on the day before a weekend: some have answered, and it is still open."""
    friday = lesson.day + timedelta(days=min(3, max(0, 4 - lesson.day.weekday())))
    at = datetime(friday.year, friday.month, friday.day, 12, tzinfo=clock.zone())
    if at <= clock.now():
        with clock.held_at(at):
            _say(cast, lesson, dice, usual, told=False)


def _groups(cast: Cast) -> dict[int, int]:
    """Groups of four; one student works alone each time."""
    others = [p.pk for p in school.students_of_class(cast.klass) if p != cast.alone]
    return {cast.alone.pk: 0, **{pk: n // 4 + 1 for n, pk in enumerate(others)}}


def of_others(cast: Cast, seed: int, first: date, last: date) -> None:
    """One lesson each of five more teachers, in the second half of October."""
    day = calendar.next_school_day(date(2026, 10, 25), 1)
    at = datetime(day.year, day.month, day.day, 11, tzinfo=clock.zone())
    if not first <= day <= last or at > clock.now():
        return
    with clock.held_at(at):
        for n, (teacher, klass) in enumerate(_other_teachers(cast)):
            plan = room.Plan(klass.pk, day, "collaboration", "groups", GROUPS, 20)
            once = uuid.uuid5(NAMESPACE, f"other {n}")
            lesson = room.lay_out(teacher.pk, plan, once=once, observers=[teacher.pk])
            _look(lesson, teacher, _codes(Dice(seed, "other lesson", n), 0.35 + 0.08 * n))


def _other_teachers(cast: Cast) -> list[tuple[Person, Class]]:
    found: dict[int, tuple[Person, Class]] = {}
    for klass in Class.objects.filter(active=True, kind="scheduled").order_by("title", "pk"):
        for teacher in school.teachers_of_class(klass)[:1]:
            if teacher != cast.teacher:
                found.setdefault(teacher.pk, (teacher, klass))
        if len(found) == OTHERS:
            break
    return list(found.values())
