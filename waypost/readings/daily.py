"""The close of each school day: every active student is read, so that signals move with time and not with evidence only.

A day is closed once it is over at the school. Days missed while off are made up in order: each student is folded up to
the end of each of these days and read as of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Max

from waypost.evidence import sources
from waypost.school import calendar, clock
from waypost.school.models import Person

from . import contexts, events, fold, habits, signals, store
from .desk import Desk
from .lease import NAME
from .models import Cursor, Reading
from .settle import Settler

GROUP = 8  # students at a time


def begin() -> None:
    """On the very first day nothing is made up: days are closed from here on."""
    today = clock.today()
    first = calendar.previous_school_day(today) or today - timedelta(days=1)
    Cursor.objects.filter(name=NAME, last_day__isnull=True).update(last_day=first)


def missed() -> list[int]:
    """School days (ordinals) that are over and not closed yet, in order."""
    last = Cursor.objects.filter(name=NAME).values_list("last_day", flat=True).first()
    if last is None:
        return []
    days = calendar.school_days()
    after = np.searchsorted(days, last.toordinal(), side="right")
    before = np.searchsorted(days, clock.today().toordinal(), side="left")
    return [int(d) for d in days[after:before]]


def due() -> bool:
    return bool(missed())


class Closing:
    """The days that are over, closed a few students at a time, so that new evidence never waits for it."""

    def __init__(self) -> None:
        clock.forget()
        sources.watch()  # which tools were silent up to yesterday: before anybody is read as of it
        self.days = missed()
        self._waiting = _waiting(self.days[-1]) if self.days else []
        if self.days:
            habits.refresh(Desk.open(events.SkillJoin()), self.days[-1])

    def step(self, settler: Settler) -> bool:
        """The next few students; at the end the days are closed. False when there is nothing (left) to do.

        Safe to interrupt: a student who was read as of the last of these days, or later, is passed over.
        """
        if not self.days:
            return False
        group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
        if group:
            _read(settler, group, self.days)
            return True
        with transaction.atomic():
            settler.lease.check()
            Cursor.objects.filter(name=NAME).update(last_day=date.fromordinal(self.days[-1]))
        settler.forget()
        self.days = []
        return True


def close(settler: Settler) -> None:
    """Close all days that are over, at one go."""
    closing = Closing()
    while closing.step(settler):
        pass


def _waiting(last: int) -> list[int]:
    """Active students whose readings are older than the last of the days."""
    active = Person.objects.filter(kind="student", merged_into__isnull=True, active=True)
    done = (
        Reading.objects.values("person_id").annotate(day=Max("as_of")).filter(day__gte=date.fromordinal(last))
    )
    return list(active.exclude(pk__in=done.values("person_id")).order_by("pk").values_list("pk", flat=True))


def _read(settler: Settler, people: Sequence[int], days: Sequence[int]) -> None:
    """A few students over all the missed days, in one transaction."""
    desk = Desk.open(settler.join)
    now = clock.now()
    own = contexts.own(people, desk.shared)
    loaded = events.load(people, now=clock.milliseconds(now), zone=desk.zone, join=settler.join)
    known = signals.known(people, since=days[0])
    stored = store.stored(people)
    last = date.fromordinal(days[-1]).isoformat()
    people = [p for p in people if not any(row.as_of >= last for row in stored.get(p, {}).values())]
    with transaction.atomic():
        settler.lease.check()
        for person in people:
            folded = fold.fold(desk.panel, events.Events.empty())
            rest = loaded[person].events
            rows: dict[store.Key, store.Row] = {}
            for day in days:
                part = rest.up_to_day(day)
                folded, rest = fold.step(desk.panel, folded, part), rest[len(part) :]
                context = contexts.context(desk.shared, own[person], day)
                said = fold.read(desk.panel, folded, context, made_up=day != days[-1])
                plan = desk.plan(person, said, known.get(person, []), now)
                signals.save(plan, now)
                if plan.new:
                    known.setdefault(person, []).extend(e for e, _ in plan.new)
                rows = store.rows_of(said.readings)
            write, drop = store.changes(stored.get(person, {}), rows)
            store.put_readings([(person, key, rows[key]) for key in write])
            store.drop_readings([(person, key) for key in drop])
            if not len(rest):
                store.put_states(store.state_rows(desk.panel, person, folded))
