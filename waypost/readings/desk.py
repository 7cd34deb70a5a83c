"""All that surrounds a fold and does not come with the evidence: panel, calendar, identities, attendance.

Whatever of it changes marks the students whom it concerns, for a reason of its own; until such a mark is met it may be
remembered for some seconds, so that a stream of plain evidence costs few queries.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from waypost.measures.context import Context
from waypost.school import clock, identities

from . import contexts, events, signals
from .fold import Folded, Said
from .join import SkillJoin
from .lease import NAME
from .models import Cursor, Episode
from .panel import Panel, panel

REMEMBER = 5.0  # seconds


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
    """A desk with what is known of the students at it, kept for a few seconds or until `forget`."""

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

    def desk(self) -> Desk:
        """Call it first for each group: it also ends what was remembered for too long."""
        if time.monotonic() - self._since > REMEMBER:
            self.forget()
        if self._desk is None:
            self._since = time.monotonic()
            self._desk = Desk.open(self._join)
        return self._desk

    def own(self, people: Iterable[int]) -> dict[int, contexts.Own]:
        missing = [p for p in people if p not in self._own]
        if missing:
            self._own |= contexts.own(missing, self.desk().shared)
        return self._own

    def owners(self, identifiers: Iterable[int]) -> events.Owners:
        """As `events.owners_of_identifiers`."""
        wanted = set(identifiers)
        missing = wanted - self._windows.keys()
        if missing:
            found = identities.windows_of(missing)
            self._windows |= {i: found.get(i, []) for i in missing}
            self._first |= events.first_days({w.person for spans in found.values() for w in spans})
        return events.owners_from({i: w for i in wanted if (w := self._windows[i])}, self._first)
