"""A term of celebrations: good news that adults give, praise, thanks between students, and who may see it.

About a third of what the measures find is given, by the home adult, within two weeks; the last days' news is left for
whoever looks at the demonstration. What students choose: half keep it to themselves, the others open it at home, in class or wider.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from waypost.homes.report import snapshot
from waypost.readings.models import Episode
from waypost.recognition.models import Audience, Celebration, Design, Display, Thanks, ThanksState, Usual
from waypost.recognition.services import celebrations as room
from waypost.recognition.services import certificates, displays
from waypost.recognition.services import thanks as peers
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.models import Class, HomeAdult, Person
from waypost.trust.access import ReadBook
from waypost.trust.models import Role
from waypost.trust.who import who_is

from .places import calendar as told
from .places import first_with
from .seed import Plan

NAMESPACE = uuid.UUID("0d5a9a1e-57b9-4a2c-8f63-5f0a1c2d7e11")
HALLWAY = "the-hallway-of-the-demonstration"  # the one screen whose address is known: of invented people, on loopback alone
GIVEN = 0.35  # share of good news that somebody gives
A_STRETCH = 18  # at most so many milestones in two weeks
PRAISED = 10
THANKED = 6
OPEN = ((Audience.PRIVATE, 0.5), (Audience.FAMILY, 0.75), (Audience.CLASS, 0.93), (Audience.PUBLIC, 1.0))
OF = {
    "secured": (
        "You kept at it until it held. That took patience.",
        "You found your own way to explain it, and it worked.",
        "You went back to what you had got wrong and looked why.",
        "You asked when you didn't know, and then you tried it alone.",
        "You drew it first. That made the difference.",
    ),
    "goal_reached": (
        "You set it yourself and you got there.",
        "You said what you wanted and did it step by step.",
    ),
    "help_given": (
        "You took time for somebody who was stuck.",
        "You explained it without giving the answer away.",
    ),
    "leap": ("A lot fell into place for you these weeks.",),
    "returned": ("Good to have you back. You began again, and that is not easy.",),
}
PRAISE = (
    "You listened to the end before you answered.",
    "You asked the question that everybody had.",
    "You tidied up the experiment although it wasn't your turn.",
    "You drew it, and then the others understood it, too.",
    "You began again after it had gone wrong.",
    "You made room in your group for somebody new.",
)
TITLES = ("For listening well", "For a good question", "For not giving up", "For making room for others")
THANKS = (
    "Thank you for explaining fractions to me at the window.",
    "Thanks for lending me your ruler all week!",
    "You laughed with me and not at me.",
    "Thanks for waiting for me after sports.",
    "You showed me how to start. 🌱",
)


def live(plan: Plan, first: date, last: date) -> None:
    """What was celebrated between two days; one commit for all."""
    dice = Random(f"{plan.seed} celebrations {first}")
    days = [
        date.fromordinal(int(d)) for d in calendar.school_days() if first.toordinal() <= d <= last.toordinal()
    ]
    if not days:
        return
    homes = dict(HomeAdult.objects.filter(until=None).order_by("pk").values_list("student_id", "adult_id"))
    with transaction.atomic():
        _choices(plan, homes)
        if last < datetime.fromisoformat(told(plan)["clock"]).date():
            _milestones(dice, days[:5], homes)
        _praise(dice, days, homes, first)
        _thanks(dice, days, homes, first)


def finish() -> None:
    """The hallway's screen, one of a class, and a report for the board as the figures stand now."""
    leader = first_with(Role.LEADER)
    if leader is None or leader.person_id is None or Display.objects.exists():
        return
    _none_forgotten()
    _one_to_check()
    _one_to_keep()
    once = uuid.uuid5(NAMESPACE, "hallway")
    hall, _token = displays.make("What we are proud of", None, by=leader.person_id, once=once)
    Display.objects.filter(pk=hall.pk).update(digest=displays.digest(HALLWAY))
    klass = Class.objects.filter(kind="homeroom", active=True).order_by("title").first()
    teacher = next(iter(school.teachers_of_class(klass)), None) if klass else None
    if klass and teacher:
        once = uuid.uuid5(NAMESPACE, "screen of a class")
        displays.make(f"Proud of: {klass.title}", klass.pk, by=teacher.pk, once=once)
    snapshot.make(ReadBook(who_is(leader)), leader.pk)


def _choices(plan: Plan, homes: dict[int, int]) -> None:
    """What each student usually lets others see; said once."""
    if Usual.objects.exists():
        return
    dice = Random(f"{plan.seed} audiences")
    for student in sorted(homes):
        roll = dice.random()
        audience = next(a for a, up_to in OPEN if roll < up_to)
        if audience != Audience.PRIVATE:
            room.usually(student, audience)


def _milestones(dice: Random, days: list[date], homes: dict[int, int]) -> None:
    found = Episode.objects.filter(good_news=True, state="open", person_id__in=homes, opened__lte=days[-1])
    chosen = [e for e in found.order_by("pk") if dice.random() < GIVEN][:A_STRETCH]
    for episode in chosen:
        at = _at(dice, max(episode.opened, dice.choice(days)))
        if at > clock.now():
            continue
        with clock.held_at(at):
            words = _not_said_before(dice, OF.get(episode.signal, PRAISE), episode.person_id)
            once = uuid.uuid5(
                NAMESPACE, f"episode {episode.person_id} {episode.signal} {episode.subject} {episode.opened}"
            )
            given = room.give([episode], words, by=homes[episode.person_id], account=None, once=once)
            for one in given:
                if one.audience == Audience.PUBLIC and episode.signal == "goal_reached":
                    _certificate(one.person_id, words, homes[one.person_id], once, one.pk)


def _certificate(student: int, words: str, by: int, once: uuid.UUID, celebration: int) -> None:
    person = Person.objects.get(pk=student)
    made = certificates.make(
        person, "A goal of one's own, reached", words, "path", by=by, once=once, celebration_id=celebration
    )
    certificates.let_check(made, True)


def _praise(dice: Random, days: list[date], homes: dict[int, int], first: date) -> None:
    for n, (student, at) in enumerate(_some(dice, days, homes, PRAISED)):
        with clock.held_at(at):
            once = uuid.uuid5(NAMESPACE, f"praise {first} {n}")
            given = room.praise(
                student, _not_said_before(dice, PRAISE, student), by=homes[student], once=once
            )
            if n % 5 == 0:
                made = certificates.make(
                    Person.objects.get(pk=student), dice.choice(TITLES), given.words, dice.choice(Design.values),
                    by=homes[student], once=once, celebration_id=given.pk,
                )  # fmt: skip
                certificates.let_check(made, given.audience == Audience.PUBLIC)


def _thanks(dice: Random, days: list[date], homes: dict[int, int], first: date) -> None:
    """Most are passed on the day after; those of the last days wait for whoever looks."""
    for n, (student, at) in enumerate(_some(dice, days, homes, THANKED)):
        mates = _classmates(student)
        if not mates:
            continue
        with clock.held_at(at):
            once = uuid.uuid5(NAMESPACE, f"thanks {first} {n}")
            written: Thanks = peers.write(student, dice.choice(mates), dice.choice(THANKS), once=once)
        adult = homes.get(written.to_person_id)
        later = at + timedelta(days=1)
        if adult is not None and later < clock.now() - timedelta(days=2):
            with clock.held_at(later):
                peers.pass_on(written, by=adult)


def _one_to_check() -> None:
    """A student of the first page has a certificate that anybody may check, and a badge to take along."""
    amina = Person.objects.filter(kind="student", given_name="Amina", family_name="Haddad").first()
    homes = dict(HomeAdult.objects.filter(until=None, student=amina).values_list("student_id", "adult_id"))
    if amina is None or amina.pk not in homes:
        return
    once, by = uuid.uuid5(NAMESPACE, "one to check"), homes[amina.pk]
    given = room.praise(amina.pk, "You drew the bridge so that everybody could build it.", by=by, once=once)
    room.show_to(given, Audience.PUBLIC)
    made = certificates.make(
        amina, "For the plan of a bridge", given.words, "leaf", by=by, once=once, celebration_id=given.pk
    )
    certificates.let_check(made, True)


def _one_to_keep() -> None:
    """Leo, with whose eyes one looks, keeps for himself what was said to him last week."""
    leo = Person.objects.filter(kind="student", given_name="Leo", family_name="Park").first()
    homes = dict(HomeAdult.objects.filter(until=None, student=leo).values_list("student_id", "adult_id"))
    if leo is None or leo.pk not in homes or Celebration.objects.filter(person_id=leo.pk).exists():
        return
    with clock.held_at(clock.now() - timedelta(days=4)):
        given = room.praise(leo.pk, PRAISE[3], by=homes[leo.pk], once=uuid.uuid5(NAMESPACE, "one to keep"))
        room.show_to(given, Audience.PRIVATE)


def _none_forgotten() -> None:
    """What was new when a part of the term was told isn't new at its end: only the last days' thanks still wait."""
    homes = dict(HomeAdult.objects.filter(until=None).order_by("pk").values_list("student_id", "adult_id"))
    old = clock.now() - timedelta(days=3)
    for waiting in Thanks.objects.filter(state=ThanksState.WAITING, written__lt=old).order_by("pk"):
        adult = homes.get(waiting.to_person_id) or homes.get(waiting.from_person_id)
        if adult is not None:
            with clock.held_at(waiting.written + timedelta(days=1)):
                peers.pass_on(waiting, by=adult)


def _not_said_before(dice: Random, words: tuple[str, ...], student: int) -> str:
    """Nobody hears the same sentence twice, as long as there is another."""
    said = set(Celebration.objects.filter(person_id=student).values_list("words", flat=True))
    fresh = [w for w in words if w not in said] or [w for w in PRAISE if w not in said]
    return dice.choice(fresh or list(words))


def _classmates(student: int) -> list[int]:
    klass: Class | None = next(iter(school.classes_of_student(student)), None)
    return sorted(p.pk for p in school.students_of_class(klass) if p.pk != student) if klass else []


def _some(
    dice: Random, days: list[date], homes: dict[int, int], count: int
) -> Iterator[tuple[int, datetime]]:
    students = sorted(homes)
    for student in dice.sample(students, min(count, len(students))):
        at = _at(dice, dice.choice(days))
        if at <= clock.now():
            yield student, at


def _at(dice: Random, day: date) -> datetime:
    return datetime.combine(day, time(8 + dice.randrange(7), dice.randrange(60)), clock.zone())
