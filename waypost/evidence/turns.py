"""Turns at SQLite's one writer's place: long work lets those go first who are waiting.

SQLite's own waiting is a poll with pauses of up to 100 ms; beside an importer that comes back after a few milliseconds
a page would mostly find the place taken. So there are two small files. Long work holds the lock of "place" during each
of its transactions: others wait there, and are woken at once. And they hold a shared lock of "waiting" meanwhile: long
work looks at that between its transactions. PostgreSQL needs none of this.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

try:
    import fcntl
except ImportError:  # Windows: everybody takes their chance
    fcntl = None  # type: ignore[assignment]

MOST = 0.100  # seconds that long work waits for others between two of its transactions
_own = threading.local()


@contextmanager
def long_work() -> Iterator[None]:
    """Around one transaction of long work: let others go first (not for ever), then hold the place."""
    if fcntl is None or default_connection.vendor != "sqlite":
        yield
        return
    _let_go_first(_handles()[0])
    with prompt_work():
        yield


@contextmanager
def prompt_work() -> Iterator[None]:
    """Around one short transaction that may not fall behind: it comes next, whoever begins meanwhile is woken after it.

    Without it the projector would poll for SQLite's lock beside a writer that commits a hundred times a second, and
    mostly find it taken.
    """
    if fcntl is None or default_connection.vendor != "sqlite":
        yield
        return
    _, place = _handles()
    fcntl.flock(place, fcntl.LOCK_EX)
    _own.long = True
    try:
        yield
    finally:
        _own.long = False
        fcntl.flock(place, fcntl.LOCK_UN)


def listen() -> None:
    """Called once, when the apps are ready."""
    connection_created.connect(_connected, dispatch_uid="evidence-turns")


def _let_go_first(waiting: int) -> None:
    end = time.monotonic() + MOST
    while time.monotonic() < end:
        try:
            fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.001)
            continue
        fcntl.flock(waiting, fcntl.LOCK_UN)
        return


def _connected(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite" and fcntl is not None and _begin not in connection.execute_wrappers:
        connection.execute_wrappers.append(_begin)


def _begin(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Everybody else: wait, be seen waiting, and be woken, before SQLite is asked for its lock."""
    if not (isinstance(sql, str) and sql.startswith("BEGIN IMMEDIATE")) or getattr(_own, "long", False):
        return execute(sql, params, many, context)
    waiting, place = _handles()
    fcntl.flock(waiting, fcntl.LOCK_SH)
    try:
        fcntl.flock(place, fcntl.LOCK_SH)
        return execute(sql, params, many, context)
    finally:
        fcntl.flock(place, fcntl.LOCK_UN)
        fcntl.flock(waiting, fcntl.LOCK_UN)


def _handles() -> tuple[int, int]:
    """This thread's own handles of the two files (a lock belongs to a handle; after a fork the parent's are not ours)."""
    kept = getattr(_own, "handles", None)
    if kept is None or kept[0] != os.getpid():
        folder = settings.HOME.make("tmp")
        kept = _own.handles = os.getpid(), _opened(folder / "waiting"), _opened(folder / "place")
    return kept[1], kept[2]


def _opened(path: Any) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
