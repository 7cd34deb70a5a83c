"""One student's events as the measures want them: whose they are, on which local day, for which skills, in order.

Identities and alignments are applied here, at reading, so that mending them mends every reading (TRUST 9). Work done
before the person was here, or dated in the future, stays out and advances nothing; `Loaded` counts it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from waypost.measures.events import Events
from waypost.school import identities
from waypost.school.models import Person

from .join import SkillJoin
from .localtime import days_and_minutes

NO_TIME = -4611686018427387904  # stands for "undated" while rows are numbers (also in _SELECT)
COLUMNS = (
    "seq", "identifier_id", "at", "kind", "source_id", "activity_id", "tags_id", "success", "score", "level",
    "duration", "flags", "actor_id",
)  # fmt: skip
SEQ, IDENTIFIER, AT, KIND, SOURCE, ACTIVITY, TAGS, SUCCESS, SCORE, LEVEL, DURATION, FLAGS, ACTOR = range(13)
Rows = NDArray[np.int64]  # (n, 13)

_SELECT = (
    "SELECT seq, identifier_id, COALESCE(at, -4611686018427387904), kind, source_id, activity_id, COALESCE(tags_id, 0), success, "
    "score, level, duration, flags, actor_id FROM readings_event WHERE NOT voided AND identifier_id IN "
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A student's events, and how many rows were left out: work before the student was here, work in the future."""

    events: Events
    before: int = 0
    ahead: int = 0

    @property
    def last_seq(self) -> int:
        return int(self.events.seq.max()) if len(self.events) else 0


@dataclass(frozen=True, slots=True)
class Owners:
    """Which identifiers lead to which of the wanted people."""

    alone: dict[int, int]  # identifier -> the one person it ever was, on all days
    windows: dict[int, list[identities.Window]]  # identifiers that were someone for a time, or several people
    since: dict[int, int]  # person -> first day here (ordinal)
    identifiers: dict[int, list[int]]  # person -> identifiers


def owners(person_ids: Iterable[int]) -> Owners:
    """Everything needed to say whose each event of these people is."""
    known = identities.identifiers_of_all(person_ids)
    mine = {person: list({k.identifier for k in rows}) for person, rows in known.items()}
    windows = identities.windows_of(i for ids in mine.values() for i in ids)
    alone, narrow = _split(windows)
    return Owners(alone, narrow, first_days(known), mine)


def owners_from(windows: dict[int, list[identities.Window]], since: dict[int, int]) -> Owners:
    """The same, starting from identifiers whose windows are known: for evidence that has just come."""
    alone, narrow = _split(windows)
    people: dict[int, list[int]] = defaultdict(list)
    for identifier, found in windows.items():
        for person in {w.person for w in found}:
            people[person].append(identifier)
    return Owners(alone, narrow, since, dict(people))


def _split(
    windows: dict[int, list[identities.Window]],
) -> tuple[dict[int, int], dict[int, list[identities.Window]]]:
    alone: dict[int, int] = {}
    narrow: dict[int, list[identities.Window]] = {}
    for identifier, found in windows.items():
        open_ended = all(w.since is None and w.until is None for w in found)
        if open_ended and len({w.person for w in found}) == 1:
            alone[identifier] = found[0].person
        else:
            narrow[identifier] = found
    return alone, narrow


def first_days(person_ids: Iterable[int]) -> dict[int, int]:
    """person -> first day here (the earliest of merged rows); people without one are left out."""
    found: dict[int, int] = {}
    rows = identities.rows_of_all(person_ids)
    root = {row: person for person, parts in rows.items() for row in parts}
    for part in identities.chunks(root):
        for row, since in Person.objects.filter(pk__in=part, since__isnull=False).values_list("pk", "since"):
            if since is not None:
                found[root[row]] = min(found.get(root[row], 10**7), since.toordinal())
    return found


def select(identifier_ids: Sequence[int], after: str = "") -> Rows:
    """Rows of these identifiers, as numbers, in no order. `after` is a trusted SQL condition with no values."""
    parts = []
    with connection.cursor() as cursor:
        for part in identities.chunks(identifier_ids):
            cursor.execute(f"{_SELECT}({','.join(['%s'] * len(part))}){after}", part)
            parts.append(as_numbers(cursor.fetchall()))
    return np.concatenate(parts) if parts else as_numbers([])


def as_numbers(rows: Sequence[Sequence[int]]) -> Rows:
    flat = np.fromiter(chain.from_iterable(rows), np.int64, count=len(rows) * len(COLUMNS))
    return flat.reshape(-1, len(COLUMNS))


def load(person_ids: Sequence[int], *, now: int, zone: ZoneInfo, join: SkillJoin) -> dict[int, Loaded]:
    """Each student's whole history. `now` in milliseconds: later work is not read."""
    found = owners(person_ids)
    rows = select(sorted({i for ids in found.identifiers.values() for i in ids}))
    return arrange(rows, found, person_ids, now=now, zone=zone, join=join)


def arrange(
    rows: Rows, found: Owners, person_ids: Iterable[int], *, now: int, zone: ZoneInfo, join: SkillJoin
) -> dict[int, Loaded]:
    """Part rows by student, drop what may not advance a state, join skills and put in fold order."""
    dated = rows[:, AT] != NO_TIME
    day, minute = days_and_minutes(np.where(dated, rows[:, AT], 0), zone)
    day, minute = np.where(dated, day, 0).astype(np.int32), np.where(dated, minute, 0).astype(np.int16)
    person = _people(rows, day, dated, found)
    skills = _Skills(rows, join)
    order = np.lexsort((rows[:, SEQ], np.where(dated, rows[:, AT], 0), dated, person))
    wanted = sorted(set(person_ids))
    low = np.searchsorted(person[order], wanted, side="left")
    high = np.searchsorted(person[order], wanted, side="right")
    out: dict[int, Loaded] = {}
    for who, a, b in zip(wanted, low, high, strict=True):
        mine = order[a:b]
        early = dated[mine] & (day[mine] < found.since.get(who, 0))
        ahead = dated[mine] & (rows[mine, AT] > now)
        mine = mine[~(early | ahead)]
        out[who] = Loaded(
            _events(rows, mine, day, minute, skills), before=int(early.sum()), ahead=int(ahead.sum())
        )
    return out


def _people(rows: Rows, day: NDArray[np.int32], dated: NDArray[np.bool_], found: Owners) -> NDArray[np.int64]:
    """Person of each row; 0 where it is nobody's on that day."""
    distinct, where = np.unique(rows[:, IDENTIFIER], return_inverse=True)
    person = np.array([found.alone.get(int(i), 0) for i in distinct], np.int64)[where]
    for place, identifier in enumerate(distinct):
        windows = found.windows.get(int(identifier))
        if windows:
            mine = np.flatnonzero(where == place)
            person[mine] = _in_windows(windows, day[mine], dated[mine])
    return person


def _in_windows(
    windows: list[identities.Window], day: NDArray[np.int32], dated: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Who it was on each day, as `school.identities.who_on` says: one person, or nobody."""
    out = np.zeros(len(day), np.int64)
    clash = np.zeros(len(day), np.bool_)
    for window in windows:
        since = window.since.toordinal() if window.since else 0
        until = window.until.toordinal() if window.until else 10**8
        holds = ~dated | ((day >= since) & (day <= until))
        clash |= holds & (out != 0) & (out != window.person)
        out[holds] = window.person
    return np.where(clash, 0, out)


class _Skills:
    """The skills of each row, compressed: `of(rows)` cuts out those of some rows in order."""

    def __init__(self, rows: Rows, join: SkillJoin) -> None:
        combinations = list(
            zip(rows[:, SOURCE].tolist(), rows[:, ACTIVITY].tolist(), rows[:, TAGS].tolist(), strict=True)
        )
        known = join.of(set(combinations))
        self._found = [known[c] for c in combinations]

    def of(self, mine: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        found = [self._found[i] for i in mine.tolist()]
        counts = np.fromiter(map(len, found), np.int32, count=len(found))
        start = np.zeros(len(found) + 1, np.int32)
        np.cumsum(counts, out=start[1:])
        return start, np.fromiter(chain.from_iterable(found), np.int32, count=int(start[-1]))


def _events(
    rows: Rows, mine: NDArray[np.int64], day: NDArray[np.int32], minute: NDArray[np.int16], skills: _Skills
) -> Events:
    part = rows[mine]
    start, listed = skills.of(mine)
    return Events(
        seq=part[:, SEQ].copy(),
        at=np.where(part[:, AT] == NO_TIME, 0, part[:, AT]),
        day=day[mine],
        minute=minute[mine],
        kind=part[:, KIND].astype(np.int8),
        source=part[:, SOURCE].astype(np.int32),
        activity=part[:, ACTIVITY].copy(),
        success=part[:, SUCCESS].astype(np.int8),
        score=part[:, SCORE].astype(np.int32),
        level=part[:, LEVEL].astype(np.int8),
        duration=part[:, DURATION].copy(),
        flags=part[:, FLAGS].astype(np.int32),
        actor=part[:, ACTOR].astype(np.int32),
        skill_start=start,
        skills=listed,
    )
