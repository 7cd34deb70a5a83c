"""States and readings into their tables and out again: bulk, and only the rows that differ."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from waypost.measures.reading import Reading as Said
from waypost.school.identities import chunks

from .fold import Folded, finite, pack
from .panel import Panel

_PUT_STATE = (
    "INSERT INTO readings_state (person_id, measure, version, seq, last_at, data) VALUES (%s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (person_id, measure) DO UPDATE SET version = excluded.version, seq = excluded.seq, "
    "last_at = excluded.last_at, data = excluded.data"
)
_PUT_READING = (
    "INSERT INTO readings_reading (person_id, measure, subject, value, low, high, n, as_of, state, detail, series) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (person_id, measure, subject) DO UPDATE SET "
    "value = excluded.value, low = excluded.low, high = excluded.high, n = excluded.n, as_of = excluded.as_of, "
    "state = excluded.state, detail = excluded.detail, series = excluded.series"
)
_GET_READINGS = (
    "SELECT person_id, measure, subject, value, low, high, n, as_of, state, detail, series FROM readings_reading "
    "WHERE person_id IN "
)

_GET_STATES = "SELECT person_id, measure, version, seq, last_at, data FROM readings_state WHERE person_id IN "

Key = tuple[str, int]  # measure, subject


class Row(NamedTuple):
    """A reading as it is stored, but for the person and its key."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    as_of: str  # ISO date
    state: str
    detail: str  # JSON
    series: str  # JSON


def rows_of(readings: Iterable[Said]) -> dict[Key, Row]:
    """Readings as rows. Not-a-number never gets past here."""
    return {(r.measure, r.subject): _row(r) for r in readings}


def rows_after(readings: Iterable[Said], before: Iterable[Said], known: dict[Key, Row]) -> dict[Key, Row]:
    """`rows_of`, taking from `known` the rows of those readings that are the very same objects as before."""
    kept = {id(r) for r in before}
    return {
        key: known[key] if id(r) in kept and key in known else _row(r)
        for r in readings
        for key in ((r.measure, r.subject),)
    }


def _row(r: Said) -> Row:
    return Row(
        finite(r.value),
        finite(r.low),
        finite(r.high),
        int(r.n),
        date.fromordinal(r.as_of).isoformat(),
        r.state,
        _json(dict(r.detail)),
        _json([list(point) for point in r.series]) if r.series else "[]",
    )


def stored(person_ids: Iterable[int]) -> dict[int, dict[Key, Row]]:
    """What is stored of each person."""
    out: dict[int, dict[Key, Row]] = defaultdict(dict)
    with connection.cursor() as cursor:
        for part in chunks(person_ids):
            cursor.execute(f"{_GET_READINGS}({_places(part)})", part)
            for (
                person,
                measure,
                subject,
                value,
                low,
                high,
                n,
                as_of,
                state,
                detail,
                series,
            ) in cursor.fetchall():
                day = as_of.isoformat() if isinstance(as_of, date) else str(as_of)
                out[person][measure, subject] = Row(value, low, high, n, day, state, detail, series)
    return out


def same(old: Row | None, new: Row) -> bool:
    """Equal, whatever the database did to the layout of the JSON."""
    if old is new:
        return True
    if old is None or old[:6] != new[:6]:
        return False
    return _same_json(old.detail, new.detail) and _same_json(old.series, new.series)


def changes(old: dict[Key, Row], new: dict[Key, Row]) -> tuple[list[Key], list[Key]]:
    """Keys to write and keys to take away."""
    return [k for k, row in new.items() if not same(old.get(k), row)], [k for k in old if k not in new]


def put_readings(rows: Sequence[tuple[int, Key, Row]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT_READING, [(person, *key, *row) for person, key, row in rows])


def drop_readings(rows: Sequence[tuple[int, Key]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM readings_reading WHERE person_id = %s AND measure = %s AND subject = %s",
                [(person, *key) for person, key in rows],
            )


def state_rows(panel: Panel, person: int, folded: Folded) -> list[tuple[Any, ...]]:
    return [
        (person, name, version, folded.seq, folded.last_at, data)
        for name, version, data in pack(panel, folded)
    ]


def put_states(rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT_STATE, rows)


def states(person_ids: Iterable[int]) -> dict[int, list[tuple[str, str, int, int | None, bytes]]]:
    """(measure, version, seq, last_at, data) of each person."""
    out: dict[int, list[tuple[str, str, int, int | None, bytes]]] = defaultdict(list)
    with connection.cursor() as cursor:
        for part in chunks(person_ids):
            cursor.execute(f"{_GET_STATES}({_places(part)})", part)
            for person, *row in cursor.fetchall():
                out[person].append(tuple(row))
    return out


def _places(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


_encode = msgspec.json.Encoder(enc_hook=lambda value: _plain(value)).encode


def _json(value: object) -> str:
    """Compact JSON. Not-a-number becomes null: it is no number to show."""
    return _encode(value).decode()


def _plain(value: object) -> object:
    """A numpy scalar as Python's own."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(
        f"a reading's detail holds {type(value).__name__}: only numbers, texts and yes or no may stand there"
    )


def _same_json(old: str, new: str) -> bool:
    return old == new or json.loads(old) == json.loads(new)
