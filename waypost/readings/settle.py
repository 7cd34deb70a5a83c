"""Marked students -> states, readings and episodes: a few students at a time, each group in one short transaction.

A student with nothing but new, later evidence is stepped on from the kept state; everybody else is folded anew from
the first event. Both end in the same numbers (a law of the measures, and a property test here).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction

from waypost.evidence import turns
from waypost.measures.reading import Reading
from waypost.school import clock

from . import events, fold, marks, signals, store
from .desk import Around, Desk
from .fold import Folded, Said
from .join import SkillJoin
from .lease import Lease
from .localtime import day_of
from .marks import NEW, Mark
from .models import State
from .panel import panel

ROWS = 400  # rows written in one transaction, about
SLOW = 16  # students folded whole in one group
REMEMBER = 1_500  # students whose state and readings are kept in memory


@dataclass(slots=True)
class Kept:
    """What this process knows to be stored of a student: it alone writes while it holds the lease."""

    folded: Folded
    readings: list[Reading]  # of which the rows were made
    rows: dict[store.Key, store.Row]
    versions: Mapping[str, str]


@dataclass(slots=True)
class Result:
    """One student's new state and what is said of it, before it is written."""

    mark: Mark
    folded: Folded
    said: Said | None  # None: the person is no student that is read (merged away, or no student)
    rows: dict[store.Key, store.Row]
    write: list[store.Key]
    drop: list[store.Key]
    plan: signals.Plan
    states: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.write) + len(self.drop) + len(self.states) + 3 * len(self.plan.new) + 2


class Settler:
    """Folds marked students. One per process; its memory is emptied when the lease changes hands."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.join = SkillJoin()
        self.around = Around(self.join)
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._fresh: dict[int, events.Rows | None] = {}

    def forget(self) -> None:
        self._kept.clear()
        self._fresh.clear()
        self.around.forget()

    def add(self, person: int, rows: events.Rows | None) -> None:
        """New event rows of a student who is marked; None: too many to keep, fold anew."""
        known = self._fresh.get(person, events.as_numbers([]))
        if person in self._fresh and known is None:
            return
        self._fresh[person] = None if rows is None or known is None else np.concatenate([known, rows])

    def settle(self, most: int = 64) -> int:
        """Fold up to `most` marked students, those with fresh evidence first. Returns how many were done."""
        waiting = self._next(most)
        if not waiting:
            self._fresh.clear()
            return 0
        results: list[Result] = []
        size = 0
        for group in _groups(waiting):
            for result in self._fold(group):
                results.append(result)
                size += result.size
                if size >= ROWS:
                    self._write(results)
                    results, size = [], 0
        if results:
            self._write(results)
        return len(waiting)

    def _next(self, most: int) -> list[Mark]:
        fresh = [p for p, rows in self._fresh.items() if rows is not None][:most]
        found = marks.of(fresh) if fresh else []
        if len(found) < most:
            known = {m.person for m in found}
            found += [m for m in marks.first(most + len(found)) if m.person not in known][: most - len(found)]
        return found

    def _fold(self, group: Sequence[Mark]) -> list[Result]:
        """States and readings of a few students. Whatever a mark announced is read after the mark was."""
        if any(m.why != NEW for m in group):
            self.around.forget()
        now = clock.now()
        desk = self.around.desk()
        wanted = [m.person for m in group]
        read = self.around.students(wanted)
        own = self.around.own(read)
        stepped = self._stepped(group, desk, clock.milliseconds(now))
        whole = [p for p in wanted if p in read and p not in stepped]
        loaded = (
            events.load(whole, now=clock.milliseconds(now), zone=desk.zone, join=self.join) if whole else {}
        )
        stored = store.stored(p for p in wanted if p not in self._kept or p not in stepped)
        episodes = signals.known(wanted, since=desk.last_day)
        results = []
        for mark in group:
            person = mark.person
            if person not in read:
                results.append(
                    _gone(
                        mark,
                        stored.get(person, {}),
                        signals.end_all(episodes.get(person, []), clock.today().toordinal(), now, "merged"),
                    )
                )
                continue
            folded = stepped.get(person) or fold.fold(desk.panel, loaded[person].events)
            said = fold.read(
                desk.panel, folded, self.around.context(person, folded), decide=own[person].active
            )
            kept = self._kept.get(person) if person in stepped else None
            before = stored.get(person, {}) if kept is None else kept.rows
            rows = store.rows_after(said.readings, kept.readings if kept else (), before)
            write, drop = store.changes(before, rows)
            plan = desk.plan(person, said, episodes.get(person, []), now)
            result = Result(mark, folded, said, rows, write, drop, plan)
            result.states = store.state_rows(desk.panel, person, folded)
            results.append(result)
        return results

    def _stepped(self, group: Sequence[Mark], desk: Desk, now: int) -> dict[int, Folded]:
        """Students whose new events only go on from where their state stands."""
        able = [m.person for m in group if m.why == NEW and self._fresh.get(m.person) is not None]
        if not able:
            return {}
        folded = self._states(able, desk)
        rows = [r for p in able if p in folded and (r := self._fresh[p]) is not None]
        if not rows:
            return {}
        every = np.unique(np.concatenate(rows), axis=0)
        owners = self.around.owners({int(i) for i in every[:, events.IDENTIFIER]})
        new = events.arrange(every, owners, list(folded), now=now, zone=desk.zone, join=self.join)
        out: dict[int, Folded] = {}
        for person, loaded in new.items():
            if folded[person].follows(loaded.events):
                out[person] = fold.step(desk.panel, folded[person], loaded.events)
            else:
                self._kept.pop(person, None)
        for person in out:  # a state is changed in place: it is worth nothing until it has been written
            kept = self._kept.get(person)
            if kept is not None:
                kept.versions = {}
        return out

    def _states(self, people: Sequence[int], desk: Desk) -> dict[int, Folded]:
        versions = desk.panel.versions
        known = {
            p: self._kept[p].folded for p in people if p in self._kept and self._kept[p].versions == versions
        }
        missing = [p for p in people if p not in known]
        for person, rows in store.states(missing).items():
            folded = fold.unpack(desk.panel, rows)
            if folded is not None:
                if folded.last_at is not None:
                    folded.last_day = day_of(folded.last_at, desk.zone)
                known[person] = folded
        return known

    def _put(self, results: Sequence[Result]) -> None:
        with turns.prompt_work(), transaction.atomic():
            self._put_now(results)

    def _put_now(self, results: Sequence[Result]) -> None:
        self.lease.check()
        now = clock.now()
        store.put_states([row for r in results for row in r.states])
        store.put_readings([(r.mark.person, key, r.rows[key]) for r in results for key in r.write])
        store.drop_readings([(r.mark.person, key) for r in results for key in r.drop])
        for r in results:
            signals.save(r.plan, now)
            if r.said is None:
                State.objects.filter(person_id=r.mark.person).delete()
        marks.done((r.mark.person, r.mark.times) for r in results)

    def _write(self, results: Sequence[Result]) -> None:
        try:
            self._put(results)
        except BaseException:
            self.forget()  # states in memory have moved on, those on disk have not
            raise
        versions = panel().versions
        for r in results:
            self._fresh.pop(r.mark.person, None)
            self._kept.pop(r.mark.person, None)
            if r.said is not None:
                self._kept[r.mark.person] = Kept(r.folded, r.said.readings, r.rows, versions)
        while len(self._kept) > REMEMBER:
            self._kept.popitem(last=False)


def _gone(mark: Mark, stored: dict[store.Key, store.Row], plan: signals.Plan) -> Result:
    return Result(mark, Folded({}), None, {}, [], list(stored), plan)


def _groups(waiting: Sequence[Mark]) -> list[Sequence[Mark]]:
    """All who only go on together; those to fold whole a few at a time."""
    quick = [m for m in waiting if m.why == NEW]
    slow = [m for m in waiting if m.why != NEW]
    return [*([quick] if quick else []), *(slow[i : i + SLOW] for i in range(0, len(slow), SLOW))]
