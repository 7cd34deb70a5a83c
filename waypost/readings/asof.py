"""Readings as of a past day: the same fold, stopped at the work of that day.

Known as of today: today's identities, alignments and parameters (rights are always today's, too: the caller's rules
apply). Runs in the web process with plain Python kernels.
"""

from __future__ import annotations

from datetime import date

from waypost.measures.reading import Reading
from waypost.school import clock

from . import contexts, events, fold
from .desk import Desk


def readings_as_of(person_id: int, day: date) -> list[Reading]:
    """What the measures say of a student from the work done up to and including a school-local day."""
    join = events.SkillJoin()
    desk = Desk.open(join)
    now = clock.milliseconds(clock.now())
    loaded = events.load([person_id], now=now, zone=desk.zone, join=join)[person_id]
    mine = contexts.own([person_id], desk.shared)[person_id]
    folded = fold.fold(desk.panel, loaded.events.up_to_day(day.toordinal()))
    context = contexts.context(desk.shared, mine, day.toordinal())
    return fold.read(desk.panel, folded, context, decide=False).readings
