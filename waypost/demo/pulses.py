"""How it goes, said by year seven through the term, by the services that the pages use; and cards for one class.

What is true here: most students stay near a level of their own; for a few (`falling`) it drops in the last two weeks, and
they share it with the home adult each time. Others share now and then that a single week was bad: it means nothing more.
About a third answers in a given week not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, Person
from waypost.trust import cards as trust_cards
from waypost.trust.models import Account
from waypost.voice.models import Feeling, Share
from waypost.voice.queries.pulse import readers_of, subject_of
from waypost.voice.services import pulse as room
from waypost.voice.services.pulse import Said

from .places import calendar, files
from .seed import Plan
from .simulator import falling
from .simulator.dice import Dice

WITH_CARDS = "7B"
ANSWERING = 0.65  # chance that somebody answers in a week
BAD_WEEK = 0.1  # chance that one is low that somebody shares for whom nothing has changed
SHARING = 0.3  # chance that an answer is shared, of those who share at all
LOW = (Feeling.SO_SO, Feeling.NOT_GOOD)  # what they say in the last two weeks
SENTENCES = (
    "The group work was good.",
    "I understood it when we drew it.",
    "Too many tasks at once.",
    "I would like to sit somewhere else.",
    "The test made me nervous.",
    "I liked explaining it to others.",
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One answer: who says what, when, and for whom."""

    student: str  # sourcedId
    at: datetime
    said: Said


def live(plan: Plan, people: dict[str, Person], first: date, last: date) -> None:
    """What is answered between two days; one commit for all, since nobody waits for a single one."""
    classes: dict[str, list[Class]] = {}  # they change little in two weeks
    with transaction.atomic():
        for one in answers(plan):
            if first <= one.at.date() <= last and one.at <= clock.now() and one.student in people:
                student = people[one.student]
                if one.student not in classes:
                    classes[one.student] = school.classes_of_student(student, last)
                _answer(student, classes[one.student], one)


def _answer(student: Person, classes: list[Class], one: Planned) -> None:
    with clock.held_at(one.at):
        klass = subject_of(classes, one.at.date())
        if klass is None:
            return
        said = one.said
        if said.share != Share.ME and said.share not in {r.share for r in readers_of(student.pk, klass.pk)}:
            said = replace(said, share=Share.ME)
        room.answer(student.pk, klass.pk, said)


def answers(plan: Plan) -> Iterator[Planned]:
    """The whole term, student by student."""
    truth, told = files(plan), calendar(plan)
    mondays = falling.mondays(told)
    drop = set(falling.falling(truth))
    for student, homeroom in sorted(truth["homerooms"].items()):
        if homeroom in falling.HOMEROOMS:
            yield from _of(truth, student, mondays, student in drop)


def _of(truth: dict[str, Any], student: str, mondays: list[date], falls: bool) -> Iterator[Planned]:
    dice = Dice(truth["seed"], "pulse", student)
    own = dice.pick((3, 4, 4, 4, 5))
    shares = dice.chance(0.5)
    for n, monday in enumerate(mondays):
        level = max(3, min(5, own + dice.whole(-1, 1)))
        at = _moment(monday, dice)
        answering, sharing, speaking = dice.chance(ANSWERING), dice.chance(SHARING), dice.chance(0.12)
        difficulty = dice.pick((None, None, 2, 2, 3 if level < 4 else 1))
        words = dice.pick(SENTENCES) if speaking else ""
        last_two = n - (len(mondays) - 2)
        if falls:
            level = LOW[last_two].value if last_two >= 0 else max(level, 4)
            yield Planned(student, at, Said(level, 3 if last_two >= 0 else difficulty, words, Share.HOME))
        elif answering and not _elsewhere(truth, student, at.date()):
            share = dice.pick((Share.HOME, Share.TEACHER)) if shares and sharing else Share.ME
            if share is not Share.ME and Dice(truth["seed"], "bad week", student, monday).chance(BAD_WEEK):
                level = 2
            if share is Share.ME and dice.chance(0.2):
                level = dice.pick((1, 2, 2))  # said to oneself
            yield Planned(student, at, Said(level, difficulty, words, share))


def _moment(monday: date, dice: Dice) -> datetime:
    day = monday + timedelta(days=dice.whole(0, 2))
    return datetime(day.year, day.month, day.day, dice.whole(9, 14), dice.whole(0, 59), tzinfo=clock.zone())


def _elsewhere(truth: dict[str, Any], student: str, day: date) -> bool:
    """Ill, or gone quiet: then nothing is said here either."""
    for kind in ("sick", "quiet"):
        for spell in truth[kind]:
            last = spell["last_day"] or "9999"
            if spell["student"] == student and str(spell["first_day"]) <= day.isoformat() <= str(last):
                return True
    return False


def cards(plan: Plan) -> None:
    """Each child of one homeroom has a card (what stands on it was printed and is nowhere any more)."""
    there = {s for s, homeroom in files(plan)["homerooms"].items() if homeroom == WITH_CARDS}
    people = Person.objects.filter(sourced_id__in=there).values("pk")
    with transaction.atomic():
        for account in Account.objects.filter(person_id__in=people).order_by("pk"):
            if trust_cards.may_have_one(account):
                trust_cards.make(account, None)
