"""About me of year seven, in the voices of students, families and home adults, and supports that were agreed.

What is true here: who stood in the school last year has a page of that year, too; one support in three is due for a look at
the demonstration's own moment, and one has ended.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from waypost.learning.models import Voice
from waypost.learning.services import about as room
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.models import GuardianLink, Person

from .places import calendar as calendar_of
from .places import files
from .seed import Plan
from .simulator.dice import Dice

NAMESPACE = uuid.UUID("0d7d9a52-5c1e-4a55-8a53-4e2b9b1c7f01")
HOMEROOMS = ("7A", "7B", "7C")
WRITING, LAST_YEAR, FAMILIES, TEACHERS = 0.8, 0.6, 0.25, 0.3
AT_THE_DOOR = ("Amina Haddad", "Leo Park", "Mira Santos")  # whose eyes one looks with have written
SUPPORTED = 6
TERM = 60  # school days after which a support is looked at again

INTERESTS = (
    "Bees, the moon",
    "Football, drawing dragons",
    "Bridges; old ships",
    "Baking bread, my cat",
    "Trains, maps",
    "Singing, comics",
    "Planets, chess",
    "Swimming, magic tricks",
)
GOOD_AT = (
    "Explaining things with a drawing",
    "Listening to others",
    "Finding mistakes",
    "Making people laugh when it is hard",
    "Remembering what was said",
    "Building things that hold",
)
LIKES = (
    "Working with one other person",
    "Trying things out first",
    "Reading by the window",
    "When we talk about it before we write",
)
STARTS = (
    "With one easy task, then a hard one",
    "When somebody shows me the first step",
    "Alone, and then I compare",
    "I read all of it first",
)
HELPS = (
    "A quiet place",
    "A list that I can tick off",
    "When I may ask twice",
    "Music without words",
    "A drawing beside the text",
)
FROM_HOME = {
    "en": ("Tells long stories in the evening.", "Likes to know in the morning what the day will bring."),
    "es": ("En casa cocina y calcula las cantidades sin papel.", "Le gusta saber por la mañana qué va a pasar."),
    "ar": ("يقرأ كثيرًا قبل النوم، ويسأل عن كل كلمة جديدة.", "يحب أن يعرف في الصباح ما سيجري في اليوم."),
}  # fmt: skip
FROM_SCHOOL = ("Asks the question that others only think.", "Stays with a hard task longer than most.")
SUPPORTS = (
    "Ten minutes more in tests",
    "A quiet place for reading",
    "The task read aloud once",
    "Large print, 14 points",
    "A short word in the morning about the plan of the day",
    "A break after twenty minutes",
)


@dataclass(frozen=True, slots=True)
class Page:
    """One voice on one day."""

    at: datetime
    voice: Voice
    author: int
    said: dict[str, str]
    with_family: bool = False


@transaction.atomic
def live(plan: Plan, people: dict[str, Person], first: date, last: date) -> None:
    """What is written and agreed between two days; one commit for all."""
    truth = files(plan)
    begins = date.fromisoformat(calendar_of(plan)["sessions"][0]["start"])
    year = [
        people[s] for s, homeroom in sorted(truth["homerooms"].items()) if homeroom in HOMEROOMS and s in people
    ]  # fmt: skip
    day = calendar.next_school_day(begins, 6)
    if first <= day <= last:
        for student in year:
            for page in _pages(Dice(plan.seed, "about", student.sourced_id), student, day):
                with clock.held_at(page.at):
                    room.write(student.pk, page.voice, page.author, page.said, with_family=page.with_family)
    for n, student in enumerate(Dice(plan.seed, "supports").shuffled(year)[:SUPPORTED]):
        _support(n, student, day, first, last)


def _pages(dice: Dice, student: Person, day: date) -> Iterator[Page]:
    at = _at(day, dice.whole(8, 13))
    adult = school.home_adult_of(student, day)
    if (dice.chance(WRITING) or student.name in AT_THE_DOOR) and (
        student.since is None or student.since <= day
    ):
        if dice.chance(LAST_YEAR):
            yield Page(_at(day - timedelta(days=365), 10), Voice.STUDENT, student.pk, _own(dice))
        yield Page(at, Voice.STUDENT, student.pk, _own(dice), with_family=dice.chance(0.5))
    if adult is not None and dice.chance(TEACHERS):
        yield Page(at + timedelta(hours=1), Voice.TEACHER, adult.pk, {"good_at": dice.pick(FROM_SCHOOL)})
    if dice.chance(FAMILIES):
        link = (
            GuardianLink.objects.filter(student=student, state="confirmed", see=True)
            .select_related("guardian")
            .order_by("pk")
            .first()
        )
        if link is not None:
            tongue = link.guardian.language if link.guardian.language in FROM_HOME else "en"
            said = dict(zip(("likes", "start"), FROM_HOME[tongue], strict=True))
            yield Page(at + timedelta(hours=9), Voice.FAMILY, link.guardian_id, said)


def _own(dice: Dice) -> dict[str, str]:
    return {
        "interests": dice.pick(INTERESTS),
        "good_at": dice.pick(GOOD_AT),
        "likes": dice.pick(LIKES),
        "start": dice.pick(STARTS),
        "helps": dice.pick(HELPS),
    }


def _support(n: int, student: Person, day: date, first: date, last: date) -> None:
    """Agreed early in the term, given about twice a week; every third is due for a look, the last one has ended."""
    adult = school.home_adult_of(student, day)
    if adult is None:
        return
    once = uuid.uuid5(NAMESPACE, f"support {student.sourced_id}")
    given = [calendar.next_school_day(day, k) for k in range(2 + n % 2, 2 + 3 * 14, 3)]
    review = calendar.next_school_day(day, 45 if n % 3 == 0 else TERM)
    with clock.held_at(_at(day, 15)):
        if first <= day <= last:
            room.agree(student.pk, SUPPORTS[n], adult.pk, review, by=adult.pk, once=once)
    support = room.Support.objects.filter(once=once).first()
    if support is None:
        return
    for one in given:
        at = _at(one, 11)
        if first <= one <= last and at <= clock.now():
            with clock.held_at(at):
                room.given(support, by=adult.pk)
    ends = calendar.next_school_day(day, 40)
    if n == SUPPORTED - 1 and first <= ends <= last:
        with clock.held_at(_at(ends, 14)):
            room.looked_at(support, None)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.zone())
