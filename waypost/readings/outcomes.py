"""Raw outcomes of one student, week by week, for "did it help?": fresh from the events, never a model's reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from waypost.measures import weekly as raw
from waypost.measures.events import Events, Kind
from waypost.measures.weekly import DAYS_WORKED, FIRST_TRIES, OUTCOMES, PULSE
from waypost.school import clock, identities
from waypost.trust.access import ReadBook, Who

from . import contexts, events
from .access import SEE_READING, own_person, students_of_staff
from .desk import Desk
from .join import SkillJoin

__all__ = [
    "DAYS_WORKED",
    "FIRST_TRIES",
    "OUTCOMES",
    "PULSE",
    "Point",
    "pulses_for",
    "weekly",
    "weekly_of_group",
]

STUDENTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Point:
    """A week by its Monday; `n`: tries, days here, or pulses that it rests on."""

    week: date
    value: float
    n: int


def weekly(reads: ReadBook, person_id: int, outcome: str, first: date, last: date) -> list[Point]:
    """One of OUTCOMES over the weeks from `first` to `last`, oldest first; weeks off, or with nothing to say, left out.

    `FIRST_TRIES`: share right on first tries. `DAYS_WORKED`: days with a trace of work, for a week of five days here.
    `PULSE`: mean of the pulses (1 to 5) that the student shared with the asker. Empty where the asker may not see the
    student's readings. Raises KeyError for another outcome.
    """
    if outcome not in OUTCOMES:
        raise KeyError(outcome)
    if not _may(reads.who, person_id):
        return []
    reads.note(SEE_READING, "read", [person_id])
    desk = Desk.open(SkillJoin())
    now = clock.milliseconds(clock.now())
    found = events.load([person_id], now=now, zone=desk.zone, join=desk.join)[person_id].events
    if outcome == PULSE:
        found = pulses_for(reads.who, person_id, found)
    mine = contexts.own([person_id], desk.shared)[person_id]
    context = contexts.context(desk.shared, mine, clock.today().toordinal())
    points = raw.weekly(found, context, outcome, first.toordinal(), last.toordinal())
    return [Point(date.fromordinal(p.week), p.value, p.n) for p in points]


def weekly_of_group(
    person_ids: Sequence[int], outcome: str, first: date, last: date, skill_ids: Collection[int] = ()
) -> dict[int, list[Point]]:
    """The same for many students at once, scoped to nobody: for jobs that work out a figure of a group (TRUST 2), never
    for a page. `skill_ids`: only tries that count for one of these. Pulses are said to somebody, so ValueError for them.
    """
    if outcome == PULSE:
        raise ValueError("pulses enter no figure but the class pulse")
    desk = Desk.open(SkillJoin())
    now, day = clock.milliseconds(clock.now()), clock.today().toordinal()
    found: dict[int, list[Point]] = {}
    for start in range(0, len(person_ids), STUDENTS_AT_ONCE):
        part = list(person_ids[start : start + STUDENTS_AT_ONCE])
        loaded = events.load(part, now=now, zone=desk.zone, join=desk.join)
        own = contexts.own(part, desk.shared)
        for person in part:
            mine = loaded[person].events
            kept = _of_skills(mine, skill_ids) if skill_ids and outcome == FIRST_TRIES else mine
            context = contexts.context(desk.shared, own[person], day)
            points = raw.weekly(kept, context, outcome, first.toordinal(), last.toordinal())
            found[person] = [Point(date.fromordinal(p.week), p.value, p.n) for p in points]
    return found


def _of_skills(found: Events, skill_ids: Collection[int]) -> Events:
    event = np.repeat(np.arange(len(found)), np.diff(found.skill_start))
    keep = np.zeros(len(found), np.bool_)
    keep[event[np.isin(found.skills, sorted(skill_ids))]] = True
    return found.only(keep)


def pulses_for(who: Who, person_id: int, found: Events) -> Events:
    """Without the pulses that were not shared with the asker: the student sees all, an adult those that name him or her."""
    if own_person(who) == person_id:
        return found
    pulses = found.kind == Kind.PULSE
    named = {int(a) for a in found.actor[pulses]}
    ours = _identifiers(who.person, named)
    keep = ~pulses | np.isin(found.actor, sorted(ours))
    return found.only(keep)


def _identifiers(person: int | None, among: Iterable[int]) -> set[int]:
    """Which of some identifiers stand for this person."""
    wanted = set(among) - {0}
    if person is None or not wanted:
        return set()
    return {known.identifier for known in identities.identifiers_of(person)} & wanted


def _may(who: Who, person_id: int) -> bool:
    return own_person(who) == person_id or students_of_staff(who).filter(pk=person_id).exists()
