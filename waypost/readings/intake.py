"""The stream -> event rows: a chunk is decoded, written and passed by the cursor in one short transaction.

Whoever has new work is marked in the same transaction, so that a crash anywhere loses nothing and doubles nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from waypost.evidence import stream, turns
from waypost.evidence.models import Statement
from waypost.school import clock, identities
from waypost.school.models import Person

from . import events as rows_of
from . import marks
from .decode import Decoded, NotRead, decode
from .interning import TagSets, identifier_ids
from .lease import NAME, Lease
from .models import Ahead, Cursor, Event

CHUNK = 500  # statements in one transaction

_MOVE = "UPDATE readings_cursor SET seq = %s WHERE name = %s AND seq = %s"

_INSERT = (
    "INSERT INTO readings_event (seq, identifier_id, at, kind, source_id, activity_id, tags_id, success, score, level, "
    "duration, flags, actor_id, voided) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (seq) DO NOTHING"
)


@dataclass
class Chunk:
    """What a run of the stream turned into."""

    last: int  # seq of the last statement
    count: int
    events: list[tuple[Any, ...]] = field(default_factory=list)  # rows of readings_event
    voided: list[int] = field(default_factory=list)  # seqs taken back by a statement of this run
    unread: dict[str, int] = field(default_factory=dict)  # why no event -> how often

    def numbers(self, identifiers: Iterable[int]) -> rows_of.Rows:
        """The live events of some identifiers as `events.select` gives them."""
        wanted = set(identifiers)
        live = [e for e in self.events if e[1] in wanted and not e[13]]
        return rows_of.as_numbers(
            [(*e[:2], rows_of.NO_TIME if e[2] is None else e[2], *e[3:6], e[6] or 0, *e[7:13]) for e in live]
        )


def position() -> int:
    return Cursor.objects.filter(name=NAME).values_list("seq", flat=True).first() or 0


def read(after: int, tags: TagSets, limit: int = CHUNK) -> Chunk | None:
    """Decode the next run; None at the end of the stream."""
    rows = stream.read_after(after, limit)
    if not rows:
        return None
    chunk = Chunk(rows[-1].seq, len(rows))
    found: list[Decoded] = []
    for row in rows:
        event = decode(row)
        if isinstance(event, NotRead):
            chunk.unread[event.why] = chunk.unread.get(event.why, 0) + 1
        else:
            found.append(event)
    chunk.voided = _targets([row.voids for row in rows if row.voids is not None])
    chunk.events = numbered(found, tags)
    return chunk


def write(chunk: Chunk, after: int, lease: Lease, people: Iterable[int]) -> None:
    """Events, marks of the students with new work, and cursor in one transaction.

    Raises LeaseLost, with nothing written, where another process has taken over.
    """
    with turns.prompt_work(), transaction.atomic():
        lease.check()
        insert(chunk.events)
        hold_back(chunk.events)
        if chunk.voided:
            marks.mark(void(chunk.voided), "voided")
        marks.mark(people, marks.NEW)
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [chunk.last, NAME, after])
            if cursor.rowcount != 1:
                raise RuntimeError("the cursor was moved by somebody else: nothing was written")


def insert(events: Sequence[tuple[Any, ...]]) -> None:
    if events:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, events)


def hold_back(events: Sequence[tuple[Any, ...]]) -> None:
    """Remember which events lie in the future, so that they are read when their time has come."""
    now = clock.milliseconds(clock.now())
    ahead = [Ahead(seq=e[0], identifier_id=e[1], at=e[2]) for e in events if e[2] is not None and e[2] > now]
    if ahead:
        Ahead.objects.bulk_create(ahead, ignore_conflicts=True)


def void(seqs: Sequence[int]) -> set[int]:
    """Hide events that were taken back; returns whose they are."""
    found = Event.objects.filter(seq__in=seqs)
    people = students_behind(set(found.values_list("identifier_id", flat=True)))
    found.update(voided=True)
    Ahead.objects.filter(seq__in=seqs).delete()
    return set(people)


def students_behind(identifiers: set[int]) -> dict[int, list[int]]:
    """Students whom some identifiers ever stood for, and which of these identifiers."""
    windows = identities.windows_of(identifiers)
    found: dict[int, list[int]] = defaultdict(list)
    for identifier, spans in windows.items():
        for person in {w.person for w in spans}:
            found[person].append(identifier)
    students: set[int] = set()
    for part in identities.chunks(found):
        students.update(Person.objects.filter(pk__in=part, kind="student").values_list("pk", flat=True))
    return {person: ids for person, ids in found.items() if person in students}


def matured() -> int:
    """Events that lay in the future and no longer do: their students are read anew. Returns how many."""
    now = clock.milliseconds(clock.now())
    rows = list(Ahead.objects.filter(at__lte=now).values_list("seq", "identifier_id")[:CHUNK])
    if rows:
        people = students_behind({identifier for _, identifier in rows})
        with transaction.atomic():
            marks.mark(people, "its time has come")
            Ahead.objects.filter(seq__in=[seq for seq, _ in rows]).delete()
    return len(rows)


def _targets(statement_ids: list[Any]) -> list[int]:
    if not statement_ids:
        return []
    return list(Statement.objects.filter(id__in=statement_ids).values_list("seq", flat=True))


def numbered(found: list[Decoded], tags: TagSets) -> list[tuple[Any, ...]]:
    """Decoded statements as rows of readings_event: texts become numbers."""
    keys = {k for e in found for k in (e.student, e.adult) if isinstance(k, str)}
    ids = identifier_ids(keys) if keys else {}
    sets = tags.of({e.tags for e in found})
    return [
        (
            e.seq,
            ids[e.student] if isinstance(e.student, str) else e.student,
            e.at,
            e.kind,
            e.source,
            e.activity,
            sets[e.tags] if e.tags else None,
            e.success,
            e.score,
            e.level,
            e.duration,
            e.flags,
            ids[e.adult] if isinstance(e.adult, str) else e.adult,
            e.voided,
        )
        for e in found
    ]
