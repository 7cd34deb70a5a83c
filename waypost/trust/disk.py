"""Deleted rows leave bytes: in free pages, in the write-ahead log, in dead tuples. Here they go, too (TRUST 8).

Never inside a transaction. Other processes go on meanwhile; where one of them is in the way, it is tried again later.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from .registry import LINES, Disclosure

log = logging.getLogger(__name__)
TRIES = 5
PATIENCE = 30.0  # seconds that one try waits for others


def clean(labels: Iterable[str]) -> bool:
    """Have nothing be left of what was deleted from these tables, nor from any that is about people: something may have
    gone along. False: not now, somebody is in the way."""
    about = [
        label for label, line in LINES.items() if line.disclosure != Disclosure.NONE or line.person_paths
    ]
    return _clean({*about, *labels}, whole=True)


def clean_table(label: str) -> bool:
    """The same for one table, from which nothing goes along: small enough for every night."""
    return _clean({label}, whole=False)


def _clean(labels: Iterable[str], *, whole: bool) -> bool:
    if connection.in_atomic_block:
        return False
    try:
        return _sqlite(whole) if connection.vendor == "sqlite" else _postgres(labels)
    except (sqlite3.Error, DatabaseError) as no:
        log.warning("what was deleted could not be cleaned off the disk yet: %s", type(no).__name__)
        return False


def _sqlite(whole: bool) -> bool:
    """Free pages are overwritten when they become free (secure_delete); VACUUM writes the whole file anew without them, and
    the log, which still holds the old pages, is cut off."""
    here = connection.cursor()
    here.execute("PRAGMA secure_delete=ON")
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=PATIENCE, isolation_level=None)
    try:
        other.execute("PRAGMA secure_delete=ON")
        if not _cut_log(other):
            return False
        if whole:
            other.execute("VACUUM")
        return _cut_log(other)
    finally:
        other.close()


def _cut_log(database: sqlite3.Connection) -> bool:
    for _try in range(TRIES):
        busy, _log, _done = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        time.sleep(0.2)
    return False


def _postgres(labels: Iterable[str]) -> bool:
    """The tables are written anew. Each is locked meanwhile."""
    tables = {apps.get_model(label)._meta.db_table for label in labels}
    with connection.cursor() as cursor:
        if not _older_ended(cursor):
            return False
        cursor.execute(f"SET lock_timeout = '{int(PATIENCE)}s'")
        try:
            for table in sorted(tables):
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        finally:
            cursor.execute("RESET lock_timeout")
    return True


def _older_ended(cursor: CursorWrapper) -> bool:
    """Wait until no transaction is left that began before now, in any database of this server.

    A table is written anew with each row that such a transaction might still see, deleted or not, and VACUUM says nothing
    of it. A writer elsewhere on the server counts: our own snapshot reaches back to it.
    """
    cursor.execute("SELECT pg_current_xact_id()::text")
    mark = cursor.fetchone()[0]
    until = time.monotonic() + PATIENCE
    while True:
        cursor.execute(
            """SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8 AND NOT EXISTS (
                 SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                 AND age(backend_xmin) >= age(%s::xid8::xid))""",
            [mark, mark],
        )
        if cursor.fetchone()[0]:
            return True
        if time.monotonic() > until:
            log.warning("a transaction that began before the deletion is still open: cleaned later")
            return False
        time.sleep(0.1)
