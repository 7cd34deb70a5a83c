"""The door of the tools: requests wait in a bounded queue, one thread files them in groups, each commit on disk.

A request comes back when its statements are committed (and so on disk: synchronous=FULL, or PostgreSQL's fsync). Many
small requests share one commit: whatever comes while one is being written goes into the next. When the queue is full the sender is asked to come again; nothing is dropped silently.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextvars import Context, copy_context
from dataclasses import dataclass, field

from django.db import connection, transaction

from waypost.school import clock

from .models import Audience, Credential, Refused
from .statements import Draft
from .stream import Batch, Filed, file_batches
from .tray import park

log = logging.getLogger(__name__)

MOST_ROWS = 500  # in one commit
MOST_WAITING = 10_000  # statements in the queue
MOST_WAITING_BYTES = 32 * 1024 * 1024
MOST_PARKING = 2_000  # refused documents in the queue
GATHER = 0.005  # seconds that a busy writer waits at most for others to join a commit
BUSY = 0.010  # it is busy if its last commit ended less than this ago
PATIENCE = 30.0  # seconds that a request waits
TOUCH = 60.0  # seconds between two notes of "last used" for a credential


class QueueFull(Exception):
    """More is waiting than may wait: come again in a second."""


class Late(Exception):
    """The database did not answer in time; whether the statements are in will show when they are sent again."""


@dataclass(slots=True)
class _Job:
    batch: Batch | None
    refused: list[Refused] = field(default_factory=list)
    done: Future[Filed] = field(default_factory=Future)
    context: Context = field(
        default_factory=copy_context
    )  # carries the clock that a test or replay holds still

    @property
    def rows(self) -> int:
        return len(self.batch.drafts) if self.batch else 0

    @property
    def size(self) -> int:
        return sum(len(d.payload) for d in self.batch.drafts) if self.batch else 0


class Writer:
    """The one thread of this process that writes what tools send."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._some = threading.Condition(self._lock)
        self._jobs: deque[_Job] = deque()
        self._rows = self._bytes = self._parking = 0
        self._thread: threading.Thread | None = None
        self._process, self._stopping = 0, False
        self._ended = self._took = 0.0
        self._touched: dict[int, float] = {}

    def put(self, job: _Job) -> None:
        """Raises QueueFull."""
        rows, size, parked = job.rows, job.size, len(job.refused)
        with self._lock:
            full = self._rows + rows > MOST_WAITING or self._bytes + size > MOST_WAITING_BYTES
            if (full and self._rows) or self._parking + parked > MOST_PARKING:
                raise QueueFull
            self._jobs.append(job)
            self._rows, self._bytes, self._parking = (
                self._rows + rows,
                self._bytes + size,
                self._parking + parked,
            )
            self._start()
            self._some.notify()

    def stop(self) -> None:
        """Write what waits, then end the thread and its connection."""
        with self._lock:
            self._stopping = True
            self._some.notify()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        self._thread, self._stopping = None, False

    def _start(self) -> None:
        """A thread of this very process: after a fork the parent's is not here."""
        if self._thread is None or not self._thread.is_alive() or self._process != os.getpid():
            self._process = os.getpid()
            self._thread = threading.Thread(target=self._run, name="evidence-writer", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            while group := self._take():
                begun = time.monotonic()
                self._file(group)
                self._ended = time.monotonic()
                self._took = self._ended - begun
        finally:
            connection.close()

    def _take(self) -> list[_Job]:
        with self._lock:
            while not self._jobs:
                if self._stopping:
                    return []
                self._some.wait()
            self._gather()
            group, rows = [self._jobs.popleft()], 0
            while self._jobs and rows + self._jobs[0].rows <= MOST_ROWS:
                rows += self._jobs[0].rows
                group.append(self._jobs.popleft())
            for job in group:
                self._rows, self._bytes = self._rows - job.rows, self._bytes - job.size
                self._parking -= len(job.refused)
            return group

    def _gather(self) -> None:
        """Where commits are slow, let those join that were just answered and come again: half a commit's time at most.
        (The caller holds the lock.)"""
        pause = min(GATHER, self._took / 2)
        if (
            pause > 0.0005
            and self._rows < MOST_ROWS
            and not self._stopping
            and time.monotonic() - self._ended < BUSY
        ):
            self._lock.release()
            time.sleep(pause)
            self._lock.acquire()

    def _file(self, group: list[_Job]) -> None:
        """Commit a group; if that fails, each job alone, so that one can't spoil another."""
        try:
            results = group[0].context.run(self._write, group)
        except Exception as failure:
            if len(group) > 1:
                for job in group:
                    self._file([job])
                return
            log.warning("statements could not be filed: %s", type(failure).__name__)
            connection.close()
            group[0].done.set_exception(failure)
            return
        for job, filed in zip(group, results, strict=True):
            job.done.set_result(filed)

    def _write(self, group: list[_Job]) -> list[Filed]:
        batches = [job.batch for job in group if job.batch]
        with transaction.atomic():
            filed = iter(file_batches(batches) if batches else ())
            park([r for job in group for r in job.refused])
            self._note_use({b.credential_id for b in batches if b.credential_id})
            return [next(filed) if job.batch else Filed() for job in group]

    def _note_use(self, credentials: set[int]) -> None:
        now = time.monotonic()
        due = [c for c in credentials if now - self._touched.get(c, -TOUCH) >= TOUCH]
        if due:
            Credential.objects.filter(pk__in=due).update(last_used=clock.now())
            self._touched.update(dict.fromkeys(due, now))


_writer = Writer()


def ingest(drafts: Sequence[Draft], credential: Credential, refused: list[Refused] | None = None) -> Filed:
    """File checked drafts of one request and wait until they are on disk. All stand or fall together.

    Raises RuntimeError inside a transaction (on SQLite the writer would wait for the caller for ever), QueueFull, Late.
    """
    if connection.in_atomic_block:
        raise RuntimeError("ingest() is never called inside a transaction; rooms use stream.append()")
    batch = Batch(
        drafts,
        credential.source_id,
        Audience.PUBLIC_TO_TOOLS,
        credential.pk,
        any_authority=credential.scope == "all",
    )
    job = _Job(batch, refused or [])
    _writer.put(job)
    try:
        return job.done.result(PATIENCE)
    except TimeoutError:
        raise Late from None


def set_aside(refused: list[Refused]) -> None:
    """Give refused documents to the tray, without waiting. A full queue loses them: the sender was told why."""
    if refused:
        try:
            _writer.put(_Job(None, refused))
        except QueueFull:
            log.warning("the tray's queue is full; %d refused statements were not kept", len(refused))


def stop() -> None:
    """File what waits and end the writer (at shutdown, and between tests)."""
    _writer.stop()
