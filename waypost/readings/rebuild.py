"""Everything derived, made anew from the stream; or held against it.

`rebuild` can be interrupted anywhere and run again: it goes on from the place where it was. Nothing is emptied first,
so pages stay filled while it works. Episodes are opened or closed by it, never deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from waypost.school import clock

from . import contexts, events, fold, intake, marks, signals, store
from .desk import Desk, students
from .fold import Folded, Said
from .interning import TagSets
from .models import Cursor, Event, Stale
from .projector import Projector, catch_up

REBUILD = "rebuild"  # the cursor that remembers how far an interrupted rebuild had come
GROUP = 16
Progress = Callable[[int, int], None]  # done, of all


class Busy(RuntimeError):
    """The worker of a running server projects now, and did not make room."""


def rebuild(progress: Progress | None = None) -> None:
    """Decode the whole stream again, then fold every student from the first event. Raises Busy."""
    tell = progress or (lambda done, of: None)
    projector = Projector()
    if not projector.open():
        raise Busy("A worker is running and projects now. Stop `waypost serve` first, then run this again.")
    try:
        _decode_again(projector, tell)
        while projector.step():
            left = Stale.objects.count()
            tell(max(0, _students() - left), _students())
    finally:
        projector.close()


def _decode_again(projector: Projector, tell: Progress) -> None:
    """Events up to the projector's own place, replaced chunk by chunk; then everybody is marked, in one transaction."""
    end = intake.position()
    place, _ = Cursor.objects.get_or_create(name=REBUILD)
    while place.seq < end:
        chunk = intake.read(place.seq, projector.tags)
        if chunk is None:
            break
        chunk.events = [e for e in chunk.events if e[0] <= end]
        last = min(chunk.last, end)
        with transaction.atomic():
            projector.lease.check()
            Event.objects.filter(seq__gt=place.seq, seq__lte=last).delete()
            intake.insert(chunk.events)
            intake.hold_back(chunk.events)
            Cursor.objects.filter(name=REBUILD).update(seq=last)
        place.seq = last
        tell(place.seq, end)
    with transaction.atomic():
        projector.lease.check()
        Event.objects.filter(seq__gt=place.seq, seq__lte=end).delete()  # erased at the end of the stream
        marks.mark_all("rebuild")
        Cursor.objects.filter(name=REBUILD).delete()


def _students() -> int:
    return len(marks.everybody())


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that the evidence does not say, or the other way round."""

    what: str  # "event", "state", "reading", "signal"
    who: int  # person, or seq of an event
    which: str
    stored: str
    should: str

    def __str__(self) -> str:
        return (
            f"{self.what} {self.which} of {self.who}: stored {self.stored}, the evidence says {self.should}"
        )


def verify(progress: Progress | None = None) -> list[Difference]:
    """Every difference between what is stored and what the stream says; empty when all is as it should be.

    Work that still waits is done first. Changes nothing else.
    """
    tell = progress or (lambda done, of: None)
    catch_up()
    found = list(_events(tell))
    people = sorted(marks.everybody())
    desk = Desk.open(events.SkillJoin())
    for start in range(0, len(people), GROUP):
        found += _people(people[start : start + GROUP], desk)
        tell(min(start + GROUP, len(people)), len(people))
    return found


def _events(tell: Progress) -> Iterator[Difference]:
    """Event rows against the stream decoded again."""
    tags, after, end = TagSets(), 0, intake.position()
    while after < end and (chunk := intake.read(after, tags)) is not None:
        last = min(chunk.last, end)
        should = {e[0]: tuple(e) for e in chunk.events if e[0] <= end}
        stored = {row[0]: row for row in _stored_events(after, last)}
        for seq in sorted({*should, *stored}):
            if should.get(seq) != stored.get(seq):
                yield Difference("event", seq, "", str(stored.get(seq)), str(should.get(seq)))
        after = last
        tell(after, end)
    for row in _stored_events(after, end):
        yield Difference("event", row[0], "", str(row), "None")


def _stored_events(after: int, last: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, identifier_id, at, kind, source_id, activity_id, tags_id, success, score, level, duration, "
            "flags, actor_id, voided FROM readings_event WHERE seq > %s AND seq <= %s",
            [after, last],
        )
        return [(*row[:13], bool(row[13])) for row in cursor.fetchall()]


def _people(people: Sequence[int], desk: Desk) -> Iterator[Difference]:
    read = students(people)
    now = clock.milliseconds(clock.now())
    loaded = events.load(read, now=now, zone=desk.zone, join=desk.join)
    own = contexts.own(read, desk.shared)
    readings, states = store.stored(people), store.states(people)
    episodes = signals.known(people, since=desk.last_day)
    for person in people:
        rows: dict[store.Key, store.Row] = {}
        live = {(e.signal, e.subject): e.state for e in episodes.get(person, []) if e.state != signals.ENDED}
        if person in loaded:
            folded = fold.fold(desk.panel, loaded[person].events)
            mine = own[person]
            said = fold.read(desk.panel, folded, desk.context(mine, folded), decide=mine.active)
            rows = store.rows_of(said.readings)
            yield from _states(person, desk, folded, states.get(person, []))
            quiet = {
                (e.signal, e.subject) for e in episodes.get(person, []) if signals.kept_quiet(e, said.day)
            }
            yield from _signals(person, said, live, quiet)
        else:
            yield from (
                Difference("state", person, name, "there", "nobody") for name, *_ in states.get(person, [])
            )
            yield from (Difference("signal", person, f"{k}", s, "nobody") for k, s in live.items())
        yield from _readings(person, readings.get(person, {}), rows)


def _states(
    person: int, desk: Desk, folded: Folded, stored: Sequence[tuple[Any, ...]]
) -> Iterator[Difference]:
    have = {str(row[0]): (row[1], row[2], row[3], bytes(row[4])) for row in stored}
    for name, version, data in fold.pack(desk.panel, folded):
        should = (version, folded.seq, folded.last_at, data)
        if have.get(name) != should:
            yield Difference("state", person, name, _short(have.get(name)), _short(should))


def _short(state: tuple[object, ...] | None) -> str:
    return (
        "nothing"
        if state is None
        else f"version {state[0]} up to {state[1]}, {hash(state[3]) & 0xFFFFFF:06x}"
    )


def _readings(
    person: int, stored: dict[store.Key, store.Row], should: dict[store.Key, store.Row]
) -> Iterator[Difference]:
    for key in sorted({*stored, *should}):
        old, new = stored.get(key), should.get(key)
        if new is None or not store.same(old, new):
            yield Difference("reading", person, f"{key[0]} {key[1]}", str(old), str(new))


def _signals(
    person: int, said: Said, live: dict[signals.Key, str], quiet: set[signals.Key]
) -> Iterator[Difference]:
    """Open conditions: what the rules raise must be open, what they hold back may not be, the rest may not live."""
    verdicts = {(v.signal, v.subject): v.position for v in said.verdicts}
    for key in sorted({*verdicts, *live}):
        position, state = verdicts.get(key, "clear"), live.get(key)
        fits = {
            "raise": state == signals.OPEN or (state is None and key in quiet),
            "hold": state != signals.SUSPENDED,
            "suspend": state != signals.OPEN,
            "clear": state is None,
        }[position]
        if not fits:
            yield Difference("signal", person, f"{key[0]} {key[1]}", state or "not open", position)
