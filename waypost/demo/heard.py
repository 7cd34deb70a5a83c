"""You said, we did: suggestions of 7B with what became of them, and a question that the class talks about, one post reported."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, Person
from waypost.voice.services import discussions, heard

from .seed import Plan

CLASS = "Mathematics 7B"
NAMESPACE = uuid.UUID("0c9a5a1e-52f0-4b0e-8f43-9f7d0f7f2a10")
#: day, words, named, shown to the class, (days until the answer, decision, words) or None, done
SUGGESTIONS = (
    (date(2026, 9, 17), "Could we start with five minutes to look at yesterday's task again?", True, True, (3, "yes", "Good idea. From Monday on the first five minutes are for that."), True),
    (date(2026, 9, 29), "More tasks with real things, like the recipe.", False, True, (4, "yes", "The next two weeks we measure, weigh and cook on paper."), True),
    (date(2026, 10, 13), "The room is loud when all groups talk. Can some of us go to the corridor?", True, True, (2, "part", "One group at a time, with the door open."), True),
    (date(2026, 10, 28), "I would like to choose my partner sometimes.", False, True, (5, "part", "Every Friday you choose. On other days I mix the groups, so that everybody meets everybody."), False),
    (date(2026, 11, 4), "Could the homework be shorter before a test?", False, False, (3, "later", "Not before this test. I ask all teachers of 7B before Christmas."), False),
    (date(2026, 11, 12), "Please tell us earlier what the test is about.", True, True, (2, "yes", "A week before, on the board and here."), False),
    (date(2026, 11, 19), "Can we show our posters to 5A?", True, False, None, False),
)  # fmt: skip
QUESTION = "What helps you to begin when a task looks hard?"
POSTS = (
    "I draw it first. Then it looks smaller.",
    "I ask the person beside me what they would do first.",
    "I do the easy part, even if it is the last one.",
    "I read it aloud in my head.",
    "A short break helps me more than a hint.",
)
UNKIND = "Whoever needs a hint should go back to year five."
REPORTED = "That is unkind to some of us."
ANSWER = "Thank you. I made a card with your ideas: it hangs beside the board."


def live(plan: Plan, first: date, last: date) -> None:
    """What was said and answered between two days."""
    klass = Class.objects.filter(title=CLASS, active=True).first()
    if klass is None:
        return
    students, teachers = school.students_of_class(klass), school.teachers_of_class(klass)
    if len(students) < len(POSTS) or not teachers:
        return
    with transaction.atomic():
        for n, row in enumerate(SUGGESTIONS):
            _suggestion(n, row, klass, students[(n * 5) % len(students)], teachers[0], first, last)
        _discussion(klass, students, teachers[0], first, last)


def _suggestion(
    n: int, row: tuple[object, ...], klass: Class, student: Person, teacher: Person, first: date, last: date
) -> None:
    day, words, named, show, answer, done = row
    assert isinstance(day, date)
    once = uuid.uuid5(NAMESPACE, str(words))
    if _now(day, first, last):
        with clock.held_at(_at(day)):
            heard.suggest(student.pk, klass.pk, str(words), named=bool(named), once=once)
    made = heard.Suggestion.objects.filter(once=once).first()
    if made is None or not isinstance(answer, tuple):
        return
    days, decision, reply = answer
    then = day + timedelta(days=days)
    if _now(then, first, last):
        with clock.held_at(_at(then)):
            heard.read(made, teacher.pk, show=bool(show))
            heard.reply(made, decision, reply, by=teacher.pk, once=uuid.uuid5(once, "reply"))
    if done and _now(then + timedelta(days=7), first, last):
        with clock.held_at(_at(then + timedelta(days=7))):
            heard.done(made)


def _discussion(klass: Class, students: list[Person], teacher: Person, first: date, last: date) -> None:
    day = date(2026, 11, 17)
    if not _now(day, first, last):
        return
    once = uuid.uuid5(NAMESPACE, QUESTION)
    with clock.held_at(_at(day)):
        talk = discussions.ask(klass.pk, QUESTION, by=teacher.pk, once=once)
    for n, words in enumerate(POSTS):
        with clock.held_at(_at(day) + timedelta(hours=n + 1)):
            post = discussions.write(talk, students[n * 3].pk, words, once=uuid.uuid5(once, words))
            if n < len(POSTS) - 1:  # the last one still waits to be read
                discussions.show(post, teacher.pk)
    with clock.held_at(
        _at(day) + timedelta(hours=4, minutes=30)
    ):  # shown by a tap too quick, and reported by a classmate
        unkind = discussions.write(talk, students[1].pk, UNKIND, once=uuid.uuid5(once, UNKIND))
        if unkind.read_at is None:
            discussions.show(unkind, teacher.pk)
            unkind.refresh_from_db()
            discussions.report(unkind, students[4].pk, REPORTED)
    with clock.held_at(_at(day) + timedelta(hours=5)):
        discussions.write(talk, teacher.pk, ANSWER, once=uuid.uuid5(once, ANSWER), adult=True)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 13, tzinfo=clock.zone())


def _now(day: date, first: date, last: date) -> bool:
    return first <= day <= last and _at(day) <= clock.now()
