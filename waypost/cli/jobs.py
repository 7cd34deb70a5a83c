"""The worker's second thread: jobs that pages put aside (imports, fits, exports, nightly clean-up)."""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections, transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from waypost.process import give_way

from . import minute, nightly

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds
NIGHTLY_EVERY = 600.0  # seconds between questions whether the nightly work is due
MOST_TRIES = 5  # a job that takes the worker down with it is not begun for ever


def run(stop: threading.Event) -> None:
    """Look for jobs with a plain read (no lock), and run what is there; once a day, the nightly work."""
    give_way()
    asked = time.monotonic() - NIGHTLY_EVERY + 60  # not in the first minute, when there is enough to do
    again, looked = False, time.monotonic()
    while not stop.is_set():
        try:
            if not again:
                take_up_again()
                again = True
            if time.monotonic() - asked > NIGHTLY_EVERY:
                asked = time.monotonic()
                if nightly.due():
                    nightly.run()
            if time.monotonic() - looked > minute.EVERY:
                looked = time.monotonic()
                minute.run()
            if DBTaskResult.objects.ready().exists():
                _batch().run()
        except Exception:
            log.exception("A job could not be run")
        close_old_connections()
        stop.wait(LOOK_EVERY)


def take_up_again() -> int:
    """Jobs that a worker was killed in wait for their turn again; how many. (There is one worker, and it has just begun.)

    Every job can be begun twice: an import goes on at the row where it was, a fit or an export is made anew.
    """
    back = 0
    with transaction.atomic():
        for job in DBTaskResult.objects.running().select_for_update():
            if len(job.worker_ids) < MOST_TRIES:
                job.status = TaskResultStatus.READY
                job.save(update_fields=["status"])
                back += 1
            else:
                job.set_failed(RuntimeError(f"begun {MOST_TRIES} times, and the worker ended each time"))
    return back


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
