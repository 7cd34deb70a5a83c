"""The worker's loop: look cheaply, work in short pieces, let pages go first."""

from __future__ import annotations

import logging
import threading
import time

from django.db import OperationalError, close_old_connections, connection

from .lease import LeaseLost
from .projector import Progress, Projector, catch_up

log = logging.getLogger(__name__)

LOOK_EVERY = 0.05  # seconds between looks while nothing comes
GATHER = (
    0.1  # seconds in which new statements come together: most of what a step costs, it costs once a group
)
BREATHE = 0.002  # seconds after each piece of work, so that a page can take the write lock
LEASE_EVERY = 1.0


def run(stop: threading.Event) -> None:
    """Project until told to stop. An error is logged and tried again; another holder of the lease is waited for."""
    warm()
    projector = Projector()
    while not stop.is_set():
        try:
            if not projector.open():
                stop.wait(LEASE_EVERY)
                continue
            _settle_in()
            _work(projector, stop)
        except LeaseLost:
            log.info("another process projects now")
        except OperationalError:
            log.exception("the database was not to be had; trying again")
            stop.wait(1.0)
            close_old_connections()
        except Exception:
            log.exception("projecting failed; trying again")
            stop.wait(1.0)
    projector.close()


def _work(projector: Projector, stop: threading.Event) -> None:
    while not stop.is_set():
        if projector.step():
            time.sleep(BREATHE if projector.waiting else GATHER)
        else:
            projector.lease.keep()
            stop.wait(LOOK_EVERY)


def _settle_in() -> None:
    """What is derived can be derived again: it need not wait for the disk at every commit. Evidence always does."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")


def warm() -> None:
    """Load the compiled kernels before the first evidence, not with it."""
    from waypost.measures.context import Context
    from waypost.measures.events import Events, Kind
    from waypost.school import calendar

    from . import fold
    from .panel import panel

    rows = [
        {"seq": 1, "kind": Kind.RESPONSE, "success": 1, "skills": (1,), "at": 1, "day": 1},
        {"seq": 2, "kind": Kind.RESPONSE, "success": 0, "skills": (1,), "at": 2, "day": 1},
    ]
    now = panel()
    folded = fold.fold(now, Events.from_rows(rows))
    fold.read(now, folded, Context(today=2, school_days=calendar.school_days()))


def catch_up_or_wait(progress: Progress | None = None, wait: float = 3600.0) -> bool:
    """Project all that has come, here or in the worker that holds the lease; False when it was not done in time."""
    return catch_up(wait=wait, progress=progress)
