"""What time it is for trust. The one clock is `school.clock`, a room above: it lends itself when the apps are ready.

`now` is the school's instant (the demonstration keeps its own, tests hold it still): rights, the log of reads, acts.
`wall` is the machine's: sessions, limits, codes, how recent a sign-in is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime


def _machine() -> datetime:
    return datetime.now(UTC)


_sources: dict[str, Callable[[], datetime]] = {"now": _machine, "wall": _machine}


def use(*, now: Callable[[], datetime], wall: Callable[[], datetime]) -> None:
    """Take the time from the school's clock; called once, when the apps are ready."""
    _sources.update(now=now, wall=wall)


def now() -> datetime:
    """The present instant (aware, UTC) as the school tells it."""
    return _sources["now"]()


def wall() -> datetime:
    """The machine's own instant (aware, UTC)."""
    return _sources["wall"]()
