"""Two rounds of one survey of the whole school, and an open one among the staff, by the services that the pages use.

What is true here: everybody has a level of their own on each scale; between the rounds `support` rises by RISE for everybody
and `belonging` stays. One homeroom (`LOW`) feels it belongs less. About one in seven doesn't answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.models import Role
from waypost.voice import jobs
from waypost.voice.models import Invited, Item, Kind, People, State, Survey, Unit, Wave
from waypost.voice.services import Refused, closing, surveys
from waypost.voice.services.answers import Given, answer
from waypost.voice.services.surveys import Draft

from . import answered
from .places import files, first_with
from .seed import Plan
from .simulator.dice import Dice

NAMESPACE = uuid.UUID("0c1f2a52-9d0e-4a51-8a7f-6a1df1a0c3a7")
SCALES = ("belonging", "support", "learned")
ROUNDS = (date(2026, 9, 28), date(2026, 11, 9))  # six weeks apart; each is open for nine days
DAYS = 9
MIDDLE, OWN, NOISE = 3.6, 0.6, 0.5  # the usual level, how far people and how far single answers lie apart
RISE = 0.5  # support, between the rounds
LOW, LOWER = "8B", 0.8  # where belonging lies lower, and by how much
ANSWERING = 0.86
STAFF_FROM = date(2026, 11, 16)
HELPED = (
    "When we explained it to each other.", "Drawing it first.", "More time.", "Working in a small group.",
    "The hints on the tablet.", "When my teacher asked me instead of telling me.", "Choosing my own topic.",
)  # fmt: skip
CHANGE = (
    "Less homework on Fridays.", "More breaks.", "Quieter lessons.", "More group work.", "More time for questions.",
    "Start later.", "Fewer tests in one week.",
)  # fmt: skip


def live(plan: Plan, people: dict[str, Person], first: date, last: date) -> None:
    """What happens between two days: a round opens on its day, is answered, and closes."""
    for number, opens in enumerate(ROUNDS, 1):
        closes = opens + timedelta(days=DAYS)
        if first <= opens <= last:
            with clock.held_at(_noon(opens)):
                _open(number, opens, closes)
        if first <= closes <= last:
            with clock.held_at(_noon(closes)):
                _answered_and_closed(plan, people, number)
    if first <= STAFF_FROM <= last:
        with clock.held_at(_noon(STAFF_FROM)):
            _among_the_staff()
    answered.live(plan, Survey.objects.filter(once=uuid.uuid5(NAMESPACE, "school")).first(), first, last)


def opened() -> None:
    """Two confidential answers of the school's rounds that are about somebody's safety."""
    answered.opened_by_two(Survey.objects.filter(once=uuid.uuid5(NAMESPACE, "school")).first())


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.zone())


def _open(number: int, opens: date, closes: date) -> None:
    leader = first_with(Role.LEADER)
    if leader is None or leader.person_id is None:
        return
    surveys.ensure_bank()
    items = list(Item.objects.filter(scale__in=SCALES).values_list("pk", flat=True))
    draft = Draft(
        "How it is at our school",
        items,
        kind=Kind.CONFIDENTIAL,
        unit=Unit.CLASS,
        opens_on=opens,
        closes_on=closes,
    )
    survey = surveys.build(draft, by=leader.person_id, once=uuid.uuid5(NAMESPACE, "school"))
    wave = survey.waves.filter(number=number).first() or surveys.plan(survey, opens, closes)
    if wave.state == State.PLANNED:
        try:
            surveys.open_wave(wave, by=leader.person_id)
        except Refused:
            return  # a school too small for results of groups


@dataclass(frozen=True, slots=True)
class Says:
    """What one student says: the level behind each scale, and the answers to its questions."""

    student: str
    levels: dict[str, float]
    answers: dict[str, list[int]]
    helped: str
    change: str


def says(plan: Plan, number: int) -> Iterator[Says]:
    """Everybody who answers in a round, by sourcedId."""
    truth = files(plan)
    sizes = {"belonging": 4, "support": 4}
    for student, homeroom in sorted(truth["homerooms"].items()):
        own, now = Dice(truth["seed"], "survey", student), Dice(truth["seed"], "survey", student, str(number))
        base = {scale: MIDDLE + OWN * own.normal() for scale in sizes}
        base["belonging"] -= LOWER if homeroom == LOW else 0
        base["support"] += RISE if number == 2 else 0
        if now.chance(ANSWERING):
            yield Says(
                student, base,
                {scale: [_point(base[scale] + NOISE * now.normal()) for _ in range(n)] for scale, n in sizes.items()},
                now.pick(HELPED) if now.chance(0.5) else "", now.pick(CHANGE) if now.chance(0.4) else "",
            )  # fmt: skip


def _point(value: float) -> int:
    return min(5, max(1, round(value)))


def _answered_and_closed(plan: Plan, people: dict[str, Person], number: int) -> None:
    survey = Survey.objects.filter(once=uuid.uuid5(NAMESPACE, "school")).first()
    wave = survey.waves.filter(number=number, state=State.OPEN).first() if survey else None
    if wave is None:
        return
    places: dict[str, list[int]] = {}
    for question in wave.questions.select_related("version__item"):
        places.setdefault(question.version.item.scale, []).append(question.version_id)
    asked = set(Invited.objects.filter(wave=wave).values_list("person_id", flat=True))
    with transaction.atomic():
        for one in says(plan, number):
            person = people.get(one.student)
            if person is not None and person.pk in asked:
                answer(wave, person.pk, _given(one, places))
    closing.close(wave)
    jobs.finish(Wave.objects.select_related("survey").get(pk=wave.pk))


def _given(one: Says, places: dict[str, list[int]]) -> Given:
    scores = {
        v: score for scale, said in one.answers.items() for v, score in zip(places[scale], said, strict=True)
    }
    words = {v: w for v, w in zip(places["learned"], (one.helped, one.change), strict=True) if w}
    return Given(scores, words, quotable=bool(words))


def _among_the_staff() -> None:
    """Open on the demonstration's own day, so that a teacher can try to answer without a name."""
    leader = first_with(Role.LEADER)
    if leader is None or leader.person_id is None:
        return
    items = list(Item.objects.filter(scale__in=["team", "team-words"]).values_list("pk", flat=True))
    draft = Draft("Working here", items, people=People.TEAM, kind=Kind.ANONYMOUS, opens_on=clock.today(),
                  closes_on=clock.today() + timedelta(days=18))  # fmt: skip
    survey = surveys.build(draft, by=leader.person_id, once=uuid.uuid5(NAMESPACE, "staff"))
    wave = survey.waves.get()
    if wave.state == State.PLANNED:
        try:
            surveys.open_wave(wave, by=leader.person_id)
        except Refused:
            surveys.give_up(wave)
