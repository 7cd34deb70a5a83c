"""What is next, groups and tasks of year seven, and work that one or two adults placed on a rubric.

What is true here: the second marker says the same level as the first in about four of five pieces, else one level beside it.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from waypost.learning.models import Group, PlanVersion
from waypost.learning.rubrics import EXPLAINING, REASONING, Rubric
from waypost.learning.services import groups, plans, work
from waypost.readings import readiness
from waypost.readings.models import Reading
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.models import Class, Person

from .seed import Plan

NAMESPACE = uuid.UUID("5b8d2a4f-4f6e-4b57-9a53-30c1de0b7a42")
CLASSES = ("Mathematics 7A", "Mathematics 7B", "Mathematics 7C")
A_STRETCH = 4  # students of a class with whom something is chosen in two weeks
PIECES = 6  # pieces of a class in two weeks
SECOND = 0.6  # share of them with a second marker
SAME = 0.8
TITLES = (
    "My talk on bees",
    "Why the moon changes",
    "A letter to the mayor",
    "How I measured the tree",
    "What is fair?",
    "Our bridge of paper",
)
TEXTS = (
    "I think it is so because I tried it three times and it always came out the same.",
    "First I thought the opposite. Then Jonas showed me a case where it doesn't work, and I changed it.",
    "You put the same on both sides, otherwise the scales tip. I drew it for my sister, and she got it.",
)
REASONS = (
    "Names a reason that fits.",
    "Looks at what speaks against it.",
    "Says where it was wrong before.",
    "Shows each step with a drawing.",
)
WORDS = (
    "Ten minutes with paper strips on Tuesdays, then two tasks alone.",
    "You try it first, then we look at it together.",
    "A short look every Monday.",
)
AGAIN = "With paper strips instead of rules: how many thirds fit into two?"


def live(plan: Plan, first: date, last: date) -> None:
    """What was planned, given and judged between two days; one commit for all."""
    dice = Random(f"{plan.seed} plans {first}")
    days = [
        date.fromordinal(int(d)) for d in calendar.school_days() if first.toordinal() <= d <= last.toordinal()
    ]
    if not days:
        return
    order = readiness.Order.of()
    with transaction.atomic():
        for klass in Class.objects.filter(title__in=CLASSES, active=True).order_by("title"):
            teacher = next(iter(school.teachers_of_class(klass)), None)
            students = school.students_of_class(klass)
            if teacher is None or not students:
                continue
            states = _states([s.pk for s in students])
            _choose(dice, days, students, teacher, states, order)
            _group(dice, klass, teacher, states, order, days[0])
            judge(dice, days, students, teacher, f"{klass.title} {first}")


def now(plan: Plan) -> None:
    """On the demonstration's own day every class has a group that goes on: the need of 7B shows in its last weeks alone."""
    order, dice = readiness.Order.of(), Random(f"{plan.seed} groups now")
    day = calendar.next_school_day(clock.today() - timedelta(days=10), 4)
    with transaction.atomic():
        for klass in Class.objects.filter(title__in=CLASSES, active=True).order_by("title"):
            teacher = next(iter(school.teachers_of_class(klass)), None)
            students = [s.pk for s in school.students_of_class(klass)]
            going_on = Group.objects.filter(klass_id=klass.pk, ended=None)
            if teacher is not None and students and not going_on.exists():
                _group(dice, klass, teacher, _states(students), order, day)


def _states(people: list[int]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {p: {} for p in people}
    rows = Reading.objects.filter(measure="mastery", person_id__in=people).exclude(subject=0)
    for person, skill, state in rows.values_list("person_id", "subject", "state"):
        found[person][skill] = state
    return found


def _choose(
    dice: Random, days: list[date], students: list[Person], teacher: Person, states: dict[int, dict[int, str]],
    order: readiness.Order,
) -> None:  # fmt: skip
    """Something that is within reach, chosen by one and mostly agreed by the other; now and then in words."""
    for student in dice.sample(students, min(A_STRETCH, len(students))):
        wanted = {readiness.Ready.NOW, readiness.Ready.GOING_ON}
        within = [n for n in readiness.ahead(states[student.pk], order) if n.ready in wanted]
        at = _at(dice, dice.choice(days))
        if not within or at + timedelta(hours=3) > clock.now():
            continue
        sides = (student.pk, teacher.pk) if dice.random() < 0.5 else (teacher.pk, student.pk)
        with clock.held_at(at):
            chosen = plans.choose(student.pk, dice.choice(within).skill.pk, by=sides[0])
        with clock.held_at(at + timedelta(hours=2)):
            if dice.random() < 0.7:
                plans.agree(chosen, by=sides[1])
            if dice.random() < 0.5:
                seen = PlanVersion.objects.filter(person_id=student.pk).count()
                plans.write(
                    student.pk, dice.choice(WORDS), at.date() + timedelta(days=21), by=teacher.pk, seen=seen
                )


def _group(
    dice: Random,
    klass: Class,
    teacher: Person,
    states: dict[int, dict[int, str]],
    order: readiness.Order,
    day: date,
) -> None:
    """The greatest need becomes a group with something to do; the one before has done its work. One in three is taught again."""
    needs = [n for n in readiness.needs(states, order) if 2 <= len(n.people) < len(states)]
    at = _at(dice, day)
    if not needs or at > clock.now():
        return
    need = needs[0]
    with clock.held_at(at):
        once = uuid.uuid5(NAMESPACE, f"group {klass.title} {day}")
        for old in Group.objects.filter(klass_id=klass.pk, ended=None).exclude(once=once):
            groups.end(old)
        people = need.people[:8]
        group = groups.make(
            klass.pk,
            need.skill.title[:120],
            people,
            by=teacher.pk,
            once=once,
            skill_id=need.skill.pk,
            words=WORDS[0],
        )
        due, task = at.date() + timedelta(days=7), uuid.uuid5(once, "task")
        if dice.random() < 1 / 3:
            again = groups.Wanted(AGAIN, at.date(), "again", "", need.skill.pk)
            groups.hand_out(klass.pk, again, people, by=teacher.pk, once=task)
        else:
            wanted = groups.Wanted(f"Two tasks on: {need.skill.title}", due, "task", "", need.skill.pk)
            groups.hand_out(klass.pk, wanted, people, by=teacher.pk, once=task, group=group)


def judge(dice: Random, days: list[date], students: list[Person], teacher: Person, name: str) -> None:
    """Work that the teacher places, and often a second adult of the same student, who hasn't seen what was said."""
    for n, student in enumerate(dice.sample(students, min(PIECES, len(students)))):
        at = _at(dice, dice.choice(days))
        if at + timedelta(hours=6) > clock.now():
            continue
        once = uuid.uuid5(NAMESPACE, f"piece {name} {n}")
        rubric: Rubric = REASONING if dice.random() < 0.75 else EXPLAINING
        level = dice.choice((1, 2, 2, 3, 3, 3, 4))
        made = work.Work(
            dice.choice(TITLES),
            dice.choice(("essay", "talk", "project")),
            dice.choice(TEXTS),
            "",
            dice.random() < 0.3,
        )
        with clock.held_at(at):
            piece = work.add_piece(student.pk, made, by=student.pk, once=once)
            own = min(4, max(1, level + dice.choice((-1, 0, 0, 1))))
            work.place(piece, rubric, own, "", once=uuid.uuid5(once, "own"))
        with clock.held_at(at + timedelta(hours=3)):
            work.judge(
                piece, rubric, level, dice.choice(REASONS), by=teacher.pk, once=uuid.uuid5(once, "first")
            )
        other = _another(student, teacher)
        if other is not None and dice.random() < SECOND:
            beside = level if dice.random() < SAME else min(4, max(1, level + dice.choice((-1, 1))))
            with clock.held_at(at + timedelta(hours=5)):
                work.judge(
                    piece,
                    rubric,
                    beside,
                    dice.choice(REASONS),
                    by=other,
                    once=uuid.uuid5(once, "second"),
                    second=True,
                )


def _another(student: Person, teacher: Person) -> int | None:
    """A second adult: another teacher of the same student."""
    ids = {t.pk for found in school.class_teachers_of(student).values() for t in found} - {teacher.pk}
    return min(ids, default=None)


def _at(dice: Random, day: date) -> datetime:
    return datetime.combine(day, time(8 + dice.randrange(6), dice.randrange(60)), clock.zone())
