"""The worker's second thread: jobs that pages put aside (imports, fits, exports, nightly clean-up)."""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from . import nightly

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds
NIGHTLY_EVERY = 600.0  # seconds between questions whether the nightly work is due


def run(stop: threading.Event) -> None:
    """Look for jobs with a plain read (no lock), and run what is there; once a day, the nightly work."""
    asked = time.monotonic() - NIGHTLY_EVERY + 60  # not in the first minute, when there is enough to do
    while not stop.is_set():
        try:
            if time.monotonic() - asked > NIGHTLY_EVERY:
                asked = time.monotonic()
                if nightly.due():
                    nightly.run()
            if DBTaskResult.objects.ready().exists():
                _batch().run()
        except Exception:
            log.exception("A job could not be run")
        close_old_connections()
        stop.wait(LOOK_EVERY)


def _batch() -> Worker:
    return Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="worker",
        excluded_queue_names=[],
    )
