"""You said, we did: suggestions of 7B with what became of them, a question that the class talks about, one post reported,
and one that it has talked over: there it is known who answered whom (TALK)."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, Person
from waypost.voice import reply_figures
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
TALKED_ON, CLOSED_ON = date(2026, 11, 3), date(2026, 11, 10)
TALKED_OF = "On Fridays you choose your partner. How do we see to it that nobody is left over?"
#: which student, which line it answers, words
TALK: tuple[tuple[int, int | None, str], ...] = (
    (0, None, "We could make threes. Then nobody is left over."),
    (3, 0, "In threes one always watches."),
    (0, 1, "Not if each has a job: one reads, one draws, one writes."),
    (6, 0, "I like threes. It is more fun."),
    (9, None, "Draw a card. Same number, same table."),
    (12, 4, "Then it isn't choosing any more."),
    (9, 5, "Every second Friday, then?"),
    (12, 6, "Every second Friday is good."),
    (15, None, "Ask somebody you haven't asked before."),
    (18, 8, "What if that person says no?"),
    (15, 9, "Then you come to our table."),
    (18, 10, "Thank you. I will."),
    (21, None, "Who is left over may pick any group, and the group says yes."),
    (2, 12, "That is the best one for me."),
    (5, 12, "And each week somebody else picks first."),
    (3, 2, "With jobs I would do it."),
    (8, 14, "I can make the list for that."),
    (5, 16, "Put me at the end. I don't mind."),
    (21, 13, "Thanks. I know how it is to be left over."),
    (6, 4, "A card could say the job, too!"),
)
CLOSING = "We try it from Friday on: threes with jobs, and who is left over picks. I liked how you listened to each other."
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
        _talked_over(klass, students, teachers[0], first, last)
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


def _talked_over(klass: Class, students: list[Person], teacher: Person, first: date, last: date) -> None:
    """Five posts a day for four days, read each day, then closed."""
    if len(students) <= max(who for who, _to, _words in TALK):
        return
    once = uuid.uuid5(NAMESPACE, TALKED_OF)
    if _now(TALKED_ON, first, last):
        with clock.held_at(_at(TALKED_ON)):
            discussions.ask(klass.pk, TALKED_OF, by=teacher.pk, once=once)
    talk = discussions.Discussion.objects.filter(once=once).first()
    if talk is None:
        return
    said: list[discussions.Post] = []
    for n, (who, to, words) in enumerate(TALK):
        day = TALKED_ON + timedelta(days=n // 5)
        if _now(day, first, last):
            with clock.held_at(_at(day) + timedelta(hours=n % 5)):
                answers, one = said[to] if to is not None else None, uuid.uuid5(once, words)
                post = discussions.write(talk, students[who].pk, words, once=one, answers=answers)
                discussions.show(post, teacher.pk)
        said += discussions.Post.objects.filter(once=uuid.uuid5(once, words))
    if _now(CLOSED_ON, first, last):
        with clock.held_at(_at(CLOSED_ON)):
            discussions.write(talk, teacher.pk, CLOSING, once=uuid.uuid5(once, CLOSING), adult=True)
            discussions.close(talk)
            reply_figures.make(talk)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 13, tzinfo=clock.zone())


def _now(day: date, first: date, last: date) -> bool:
    return first <= day <= last and _at(day) <= clock.now()
