"""Help in time, as the adults of the demonstration gave it: check-ins with words, planned help, a support meeting.

What was planned for three steady students changed nothing: the simulator's truth knows of no episode of theirs, so the
page must say that no change can be told. Everything goes in by the services that the pages use.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from waypost.care.models import Intervention
from waypost.care.services import checkins, interventions, meetings, signals
from waypost.care.services.checkins import Said
from waypost.care.services.interventions import Plan as Help
from waypost.care.services.meetings import Ref
from waypost.readings.models import Episode
from waypost.readings.outcomes import DAYS_WORKED
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.models import HomeAdult, Person

from .places import files
from .seed import Plan

NAMESPACE = uuid.UUID("b1f0a9de-3f3e-4ad6-8a37-6a2b6f0a7d11")
BEGUN, ENDED = date(2026, 10, 5), date(2026, 11, 13)
BACK_BEGUN = 6  # school days after a student went quiet
KEPT_FROM = date(2026, 10, 26)  # check-ins before it are noted without words
MEETING, NEXT_MEETING = date(2026, 11, 18), date(2026, 11, 25)

GOES = (
    "All right, a bit tired.",
    "Good, I like the group I am in.",
    "So-so. Mornings are hard.",
    "Better than last week.",
)
WELL = (
    "I finished the map.",
    "I asked when I was lost.",
    "The first two tasks went well.",
    "I helped at the next table.",
)
HARD = ("Beginning alone.", "", "Word problems, as always.", "The noise in the afternoon.")
NEXT = ("Begin with one small task.", "Draw it before counting.", "Ask the first question by Tuesday.", "Show it to somebody.")  # fmt: skip

LIBRARY = (
    ("Two short sessions a week in a small group", "Ten minutes each, the same time, the same place."),
    ("A check at the door", "A word before the lesson, a word after it."),
    ("Work beside somebody who has just learnt it", "Both explain; the adult listens."),
)


def once(*parts: object) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, " ".join(str(p) for p in parts))


def check_in(student: Person, adult: Person, at: datetime) -> None:
    """A check-in in the words of both, for the last weeks; every second one keeps no words, as it is."""
    if at.date() < KEPT_FROM:
        signals.talked_with(student, adult, at)
        return
    number = at.toordinal() + student.pk
    n = number % len(GOES)
    said = Said() if number % 2 else Said(GOES[n], WELL[n], HARD[n], NEXT[n], "student")
    with clock.held_at(at):
        checkins.hold(student, adult, said, once=once("talk", student.pk, at.isoformat()))


@transaction.atomic
def adults(plan: Plan, people: dict[str, Person]) -> None:
    """What was planned and met for, as far as the people are in a school of this size."""
    truth = files(plan)
    ngozi = people.get("t-okafor")
    if ngozi is None:
        return
    homes = HomeAdult.objects.filter(adult=ngozi, until=None).order_by("student_id")
    mine = {h.student.sourced_id: h.student for h in homes.select_related("student") if h.student.sourced_id}
    with clock.held_at(_at(BEGUN)):
        ways = [interventions.add_approach(title, how, ngozi) for title, how in LIBRARY]
    steady = [mine[s] for s in truth["steady"] if s in mine][:3]
    if steady:
        _finished(steady, ngozi, ways[0])
    _still_going(truth, mine, ngozi, ways[1])
    _rhythms(truth, mine, ngozi)
    _meetings(mine, ngozi)


def _finished(students: Sequence[Person], owner: Person, way: Any) -> None:
    """Six weeks of help that did nothing, looked at honestly."""
    with clock.held_at(_at(BEGUN)):
        wanted = Help(way.title, DAYS_WORKED, BEGUN, ENDED, 2, "They wanted to work more regularly.", way)
        made = interventions.plan(wanted, students, owner, once=once("finished"))
    _sessions(made, owner, ENDED)
    with clock.held_at(_at(ENDED)):
        verdicts = {s.pk: "no_clear_change" for s in students}
        learnt = "They liked it. Whether they work more often, we can't tell."
        interventions.decide(made, "stop", owner, learnt=learnt, verdicts=verdicts)


def _still_going(truth: dict[str, Any], mine: dict[str, Person], owner: Person, way: Any) -> None:
    """Help for somebody who had gone quiet and is back: to be looked at today."""
    quiet = next((q for q in truth["quiet"] if q["student"] in mine and q["last_day"]), None)
    if quiet is None:
        return
    student = mine[quiet["student"]]
    begun = calendar.next_school_day(date.fromisoformat(quiet["first_day"]), BACK_BEGUN)
    episode = Episode.objects.filter(person_id=student.pk, signal="gone_quiet").order_by("opened").first()
    with clock.held_at(_at(begun)):
        why = "Nothing came for a week and more; a word each morning might bring the rhythm back."
        wanted = Help(way.title, DAYS_WORKED, begun, begun + timedelta(weeks=4), 3, why, way)
        made = interventions.plan(
            wanted,
            [student],
            owner,
            once=once("going on"),
            signals={student.pk: episode} if episode else None,
        )
    _sessions(made, owner, clock.today() - timedelta(days=3))


def _sessions(made: Intervention, by: Person, until: date) -> None:
    """Tuesdays and Thursdays; one was missed."""
    there = list(made.students.values_list("person_id", flat=True))
    day = made.begins
    while day <= until:
        if day.weekday() in {1, 3} and calendar.is_school_day(day) and day.day != 22:
            with clock.held_at(_at(day)):
                interventions.held(made, day, there, by)
        day += timedelta(days=1)


def _rhythms(truth: dict[str, Any], mine: dict[str, Person], adult: Person) -> None:
    """Two who are met every week, with a day for the next talk."""
    named = {truth["names"].get(s): p for s, p in mine.items()}
    for name, why in (("Mira Santos", "since the summer"), ("Daniel Park", "")):
        student = named.get(name)
        if student is not None:
            checkins.set_rhythm(student, adult, 5, by=adult, why=why)
            checkins.plan(student, adult, NEXT_MEETING, by=adult, once=once("plan", student.pk))


def _meetings(mine: dict[str, Person], lead: Person) -> None:
    """One that was held, with its recap, and the next one with an agenda from signals."""
    first = next(iter(mine.values()))
    teachers = {
        t.pk: t for there in school.class_teachers_of(first).values() for t in there if t.pk != lead.pk
    }
    colleagues = [teachers[pk] for pk in sorted(teachers)]
    live = Episode.objects.filter(person_id__in=[p.pk for p in mine.values()], state="open", good_news=False)
    waiting = list(live.order_by("opened", "pk")[:3])
    people = {p.pk: p for p in mine.values()}
    with clock.held_at(_at(MEETING)):
        held = meetings.call("Support meeting 7", MEETING, lead, colleagues, once=once("held"))
        for student in list(mine.values())[:2]:
            item = meetings.put_on(held, student, lead, "How is it going after the holidays?")
            due = MEETING + timedelta(days=9)
            meetings.decide(
                item, "Ask at home how the mornings are", lead, due, lead, once=once("decide", student.pk)
            )
        meetings.close(held)
        meetings.recap_opened(held, lead.pk)
        coming = meetings.call("Support meeting 7", NEXT_MEETING, lead, colleagues, once=once("next"))
        for episode in waiting:
            meetings.put_on(coming, people[episode.person_id], lead, ref=Ref("signal", episode.pk))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(14, 0), clock.zone())
