"""All that surrounds a fold and does not come with the evidence: panel, calendar, identities, attendance.

Whatever of it changes marks the students whom it concerns, for a reason of its own; until such a mark is met it may be
remembered for a while, so that a stream of plain evidence costs few queries.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from waypost.measures.context import Context
from waypost.school import clock, identities
from waypost.school.models import Person

from . import contexts, events, signals
from .fold import Folded, Said
from .join import SkillJoin
from .lease import NAME
from .models import Cursor, Episode
from .panel import Panel, panel

REMEMBER = 60.0  # seconds


@dataclass(frozen=True)
class Desk:
    """All that is the same for the students of one group."""

    panel: Panel
    shared: contexts.Shared
    zone: ZoneInfo
    last_day: int  # ordinal of the last school day that was closed; 0: none yet
    join: SkillJoin

    @classmethod
    def open(cls, join: SkillJoin) -> Desk:
        now = panel()
        day = Cursor.objects.filter(name=NAME).values_list("last_day", flat=True).first()
        return cls(now, contexts.shared(now), clock.zone(), day.toordinal() if day else 0, join)

    def context(self, mine: contexts.Own, folded: Folded) -> Context:
        return contexts.context(self.shared, mine, self.day(mine, folded))

    def day(self, mine: contexts.Own, folded: Folded) -> int:
        """The day as of which a student is read: the last one closed, or a later one with work already."""
        if not mine.active:
            return max(mine.left, folded.last_day) or self.last_day or clock.today().toordinal()
        return max(self.last_day, folded.last_day) or clock.today().toordinal()

    def plan(self, person: int, said: Said, known: Sequence[Episode], now: datetime) -> signals.Plan:
        return signals.plan(
            person,
            said.verdicts,
            known,
            day=said.day,
            school_days=self.shared.school_days,
            now=now,
            signals=self.panel.signals,
        )


class Around:
    """A desk with what is known of the students at it, kept for a minute or until `forget`.

    It is safe to keep: whoever changes any of it marks the students in the same transaction, and a student with such a
    mark is not stepped on but folded whole, after `forget`.
    """

    def __init__(self, join: SkillJoin) -> None:
        self._join = join
        self._since = 0.0
        self.forget()

    def forget(self) -> None:
        clock.forget()
        self._desk: Desk | None = None
        self._own: dict[int, contexts.Own] = {}
        self._windows: dict[int, list[identities.Window]] = {}
        self._first: dict[int, int] = {}
        self._students: dict[int, bool] = {}
        self._contexts: dict[int, Context] = {}

    def desk(self) -> Desk:
        """Call it first for each group: it also ends what was remembered for too long."""
        if time.monotonic() - self._since > REMEMBER:
            self.forget()
        return self._now()

    def _now(self) -> Desk:
        """The desk as it stands: within a group nothing is forgotten."""
        if self._desk is None:
            self._since = time.monotonic()
            self._desk = Desk.open(self._join)
        return self._desk

    def own(self, people: Iterable[int]) -> dict[int, contexts.Own]:
        missing = [p for p in people if p not in self._own]
        if missing:
            self._own |= contexts.own(missing, self._now().shared)
        return self._own

    def context(self, person: int, folded: Folded) -> Context:
        """The student's context; the same object as long as nothing in it is another (see `Mastery.look`)."""
        desk, mine = self._now(), self._own[person]
        kept = self._contexts.get(person)
        if kept is None or kept.today != desk.day(mine, folded):
            kept = self._contexts[person] = desk.context(mine, folded)
        return kept

    def students(self, people: Iterable[int]) -> set[int]:
        """Those of the people who are read: students that stand for themselves."""
        wanted = set(people)
        missing = wanted - self._students.keys()
        if missing:
            found = set(students(missing))
            self._students |= {p: p in found for p in missing}
        return {p for p in wanted if self._students[p]}

    def students_behind(self, identifiers: Iterable[int]) -> dict[int, list[int]]:
        """Students whom some identifiers ever stood for, and which of these identifiers."""
        found: dict[int, list[int]] = defaultdict(list)
        for identifier, spans in self._windows_of(identifiers).items():
            for person in {w.person for w in spans}:
                found[person].append(identifier)
        read = self.students(found)
        return {person: ids for person, ids in found.items() if person in read}

    def owners(self, identifiers: Iterable[int]) -> events.Owners:
        """As `events.owners`, from identifiers on."""
        windows = self._windows_of(identifiers)
        missing = {w.person for spans in windows.values() for w in spans} - self._first.keys()
        if missing:
            self._first |= dict.fromkeys(missing, 0) | events.first_days(missing)
        return events.owners_from(windows, self._first)

    def _windows_of(self, identifiers: Iterable[int]) -> dict[int, list[identities.Window]]:
        """As `identities.windows_of`."""
        wanted = set(identifiers)
        missing = wanted - self._windows.keys()
        if missing:
            found = identities.windows_of(missing)
            self._windows |= {i: found.get(i, []) for i in missing}
        return {i: w for i in wanted if (w := self._windows[i])}


def students(person_ids: Iterable[int]) -> list[int]:
    """Those of the people who are read: students that stand for themselves."""
    found: list[int] = []
    for part in identities.chunks(person_ids):
        rows = Person.objects.filter(pk__in=part, kind="student", merged_into__isnull=True)
        found += rows.values_list("pk", flat=True)
    return found
