"""Raw outcomes of one student, week by week, for "did it help?": fresh from the events, never a model's reading."""

from __future__ import annotations

from collections.abc import Iterable
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

__all__ = ["DAYS_WORKED", "FIRST_TRIES", "OUTCOMES", "PULSE", "Point", "pulses_for", "weekly"]


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
