"""The one projector: the stream into events, school days to their close, marked students into readings. In this order."""

from __future__ import annotations

import time
from collections.abc import Callable

from waypost.evidence import stream
from waypost.school import clock

from . import daily, intake, marks
from .interning import TagSets
from .lease import Lease
from .models import Stale
from .settle import Settler

BACKLOG = 4 * intake.CHUNK  # further behind than this, students are folded whole at the end
Progress = Callable[[int, int], None]  # done, of all


class Projector:
    """What one process needs to project. `open` first; then `step` until it has nothing to do."""

    def __init__(self) -> None:
        self.lease = Lease()
        self.tags = TagSets()
        self.settler = Settler(self.lease)
        self.waiting = False  # is there more to do than what came since the last step
        self._at: int | None = None  # place in the stream; nobody else moves it while the lease is ours
        self._looked = -10.0
        self._closing: daily.Closing | None = None

    def open(self) -> bool:
        """Take the lease. What was marked before is folded whole: its evidence is not in this process's memory."""
        if not self.lease.take():
            return False
        self.settler.forget()
        self._at, self._closing, self._looked = None, None, -10.0
        Stale.objects.filter(why=marks.NEW).update(why="taken over")
        daily.begin()
        return True

    def close(self) -> None:
        self.settler.forget()
        self.lease.release()

    def step(self) -> bool:
        """One short piece of work; False when there was none.

        Days that are over are closed before anybody is read as of today: else an episode of today would stand in the
        way of those that opened and ended in between.
        """
        self._look()
        self.waiting = True
        if self._take_in(late=self._closing is not None):
            return True
        if self._closing is not None:
            if self._closing.step(self.settler):
                return True
            self._closing = None
        return self.settler.settle() > 0

    def _take_in(self, *, late: bool) -> bool:
        """The next run of the stream. While far behind or late, only this: folding waits for the end."""
        after = intake.position() if self._at is None else self._at
        chunk = intake.read(after, self.tags)
        if chunk is None:
            return False
        people = self.settler.around.students_behind({e[1] for e in chunk.events})
        intake.write(chunk, after, self.lease, people)
        self._at = chunk.last
        behind = late or (chunk.count == intake.CHUNK and stream.head() - chunk.last > BACKLOG)
        for person, identifiers in people.items():
            self.settler.add(person, None if behind else chunk.numbers(identifiers))
        if not behind:
            done = self.settler.settle()
            self.waiting = chunk.count == intake.CHUNK or done < len(people)
        return True

    def _look(self, every: float = 1.0) -> None:
        """Ask for days to close and for evidence whose time has come, at most once in so many seconds."""
        now = time.monotonic()
        if now - self._looked >= every:
            self._looked = now
            intake.matured()
            marks.mark_unread(10_000)
            if self._closing is None and daily.due():
                self._closing = daily.Closing()


def catch_up(limit: int | None = None, *, wait: float = 60.0, progress: Progress | None = None) -> bool:
    """Project until nothing is left, or `limit` pieces of work are done. False: another process holds the lease
    and had not finished after `wait` seconds.
    """
    projector = Projector()
    if not projector.open():
        return _others_finish(wait)
    try:
        done = 0
        while (limit is None or done < limit) and projector.step():
            done += 1
            if progress is not None:
                progress(*place())
    finally:
        projector.close()
    return True


def place() -> tuple[int, int]:
    """How far the stream is projected, and its head."""
    return intake.position(), stream.head()


def is_done() -> bool:
    """Is everything that has come in its readings?"""
    at, head = place()
    return at >= head and not Stale.objects.exists()


def _others_finish(wait: float) -> bool:
    until = clock.wall().timestamp() + wait
    while not is_done():
        if clock.wall().timestamp() > until:
            return False
        time.sleep(0.1)
    return True
