"""Rows into the stream as fast as the database takes them: plain SQL, seq given by us while the stream is locked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

LOCK = 0x57415950_4F535431  # "WAYPOST1": the one advisory lock of the stream
_STATEMENT = (
    "INSERT INTO evidence_statement (seq, id, stored, timestamp, source_id, credential_id, audience, actor_id, verb_id,"
    " activity_id, voids, voided_by, redacted, payload) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_AGENT = "INSERT INTO evidence_statementagent (statement_id, identifier_id, position) VALUES (%s, %s, %s)"
_DAY = (
    "INSERT INTO evidence_sourceday (source_id, day, arrived, worked, refused) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (source_id, day) DO UPDATE SET arrived = evidence_sourceday.arrived + excluded.arrived,"
    " worked = evidence_sourceday.worked + excluded.worked, refused = evidence_sourceday.refused + excluded.refused"
)


def postgres() -> bool:
    return connection.vendor == "postgresql"


def lock() -> None:
    """Nobody else appends until this transaction ends, so seq is in commit order.

    On SQLite BEGIN IMMEDIATE has taken the write lock already. On PostgreSQL a plain sequence hands numbers out before
    commit, and a reader's cursor would pass a number whose row comes later; one transaction-level lock prevents it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the stream is only written inside a transaction")
    if postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def next_seqs(count: int) -> list[int]:
    """The next places in the stream. Numbers are never given twice, even after the last row was erased."""
    with connection.cursor() as cursor:
        if postgres():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('evidence_statement', 'seq')) FROM generate_series(1, %s)",
                [count],
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'evidence_statement'")
        row = cursor.fetchone()
        last = int(row[0]) if row else 0
        return list(range(last + 1, last + 1 + count))


def insert(statements: Sequence[tuple[Any, ...]], agents: Sequence[tuple[int, int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_STATEMENT, statements)
        if agents:
            cursor.executemany(_AGENT, agents)


def count_days(rows: Sequence[tuple[int, Any, int, int, int]]) -> None:
    """Add to the counters of source days: (source, day, arrived, worked, refused)."""
    with connection.cursor() as cursor:
        cursor.executemany(_DAY, sorted(rows))


def known(ids: Sequence[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """Which of these ids are in the stream: id -> (seq, payload)."""
    found: dict[UUID, tuple[int, bytes]] = {}
    form = stored_form()
    for start in range(0, len(ids), 400):
        part = [form(i) for i in ids[start : start + 400]]
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT id, seq, payload FROM evidence_statement WHERE id IN ({marks})", part)  # noqa: S608 (marks only)
            for number, seq, payload in cursor.fetchall():
                found[number if isinstance(number, UUID) else UUID(number)] = (seq, bytes(payload))
    return found


def as_stored(number: UUID) -> Any:
    """A UUID as this database keeps it."""
    return number if postgres() else number.hex


def stored_form() -> Callable[[UUID], Any]:
    """`as_stored` for many rows: which database it is, is asked once."""
    return (lambda number: number) if postgres() else (lambda number: number.hex)


def note_arrival(source_ids: set[int], at: datetime) -> None:
    """Remember when something last came from these sources."""
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        for source in sorted(source_ids):
            cursor.execute("UPDATE evidence_source SET last_arrival = %s WHERE id = %s", [when, source])


def any_voiding() -> bool:
    """Is there any voiding statement at all? (Seldom: then nothing more needs to be asked.)"""
    return _any("SELECT 1 FROM evidence_statement WHERE voids IS NOT NULL LIMIT 1")


def any_tombstone() -> bool:
    """Was anything ever erased?"""
    return _any("SELECT 1 FROM evidence_tombstone LIMIT 1")


def any_erased_name() -> bool:
    """Was anybody ever erased?"""
    return _any("SELECT 1 FROM evidence_erasedname LIMIT 1")


def any_open_gap() -> bool:
    """Is any source silent just now?"""
    return _any("SELECT 1 FROM evidence_sourcegap WHERE until IS NULL AND found_by = 'rhythm' LIMIT 1")


def _any(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone() is not None
