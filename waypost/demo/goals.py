"""The students' own goals, set and worked on by the services that their pages use. Whoever isn't there when the day comes
chooses another one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from waypost.learning.models import Milestone
from waypost.learning.services import goals as room
from waypost.school import clock
from waypost.school.models import Person

from .places import rows
from .seed import Plan
from .simulator.goal_days import GIVEN, MORE, days

STEPS = (
    "Find out where I am now",
    "Try it for the first time",
    "Do it again, a bit harder",
    "Show it to somebody I trust",
    "Do it without help",
    "Do it on another day",
    "Tell what helped me",
    "Decide what comes next",
)
REACHED = 3  # the level "I can do what I planned"
NAMESPACE = uuid.UUID("6f1f0c7e-4a0f-4a5e-9a53-2f8f3b1f5d10")


def live(plan: Plan, people: dict[str, Person], first: date, last: date) -> None:
    """Goals that are set, steps that are done and goals that are reached between two days."""
    for row in rows(plan, "rooms/goals.csv"):
        student = people.get(row["student"])
        if student is None:
            continue
        for at, act in _acts(row, student):
            if first <= at.date() <= last and at <= clock.now():
                with clock.held_at(at):
                    act()


def _acts(row: dict[str, str], student: Person) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """(when, what to do) of one goal, in order: the steps lie evenly between its first day and its end."""
    once = uuid.uuid5(NAMESPACE, f"{row['student']} {row['goal']}")
    begun = _noon(date.fromisoformat(row["set_on"]))
    ended = _noon(date.fromisoformat(row["reached_on"])) if row["reached_on"] else begun + GIVEN
    done = int(row["done"])

    def begin() -> None:
        if room.Goal.objects.filter(once=once).exists():  # begun again after a stop
            return
        wording = room.Wording(what=row["goal"], by_when=begun.date() + GIVEN)
        goal = room.set_goal(
            student.pk, wording, by=student.pk, once=once, kind="personal", first_step=STEPS[0]
        )
        for step in STEPS[1 : int(row["steps"])]:
            room.add_step(goal, step)

    def step(n: int) -> None:
        following = Milestone.objects.filter(goal__once=once, position=n + 1, done=None).first()
        if following is not None:
            room.step_done(following, by=student.pk)

    def reach() -> None:
        goal = room.Goal.objects.get(once=once)
        room.review(goal, REACHED, by=student.pk, once=uuid.uuid5(once, "reached"))

    def another_day(day: date) -> Callable[[], object]:
        def revise() -> None:
            goal = room.Goal.objects.get(once=once)
            new = replace(room.Wording.of(goal.current), by_when=day)
            room.revise(goal, new, by=student.pk, because="I want more time for it.")

        return revise

    yield begun, begin
    for n in range(done):
        yield begun + (ended - begun) * (n + 1) / (done + 1), partial(step, n)
    if row["reached_on"]:
        yield ended, reach
    until = ended.date() if row["reached_on"] else clock.today() + timedelta(days=1)
    for day in days(begun.date(), until)[:-1]:
        yield _noon(day), another_day(day + MORE)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.zone())
