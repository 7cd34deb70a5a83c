"""The worker's jobs: one that was broken off is begun again, but not for ever."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from waypost.cli import jobs
from waypost.evidence.jobs import bring_in

pytestmark = pytest.mark.django_db


def broken_off(times: int) -> DBTaskResult:
    """A job in the state in which a killed worker leaves it."""
    job = DBTaskResult.objects.get(pk=bring_in.enqueue(1).id)
    for _ in range(times):
        job.claim("worker")
    return job


def test_a_job_that_its_worker_was_killed_in_waits_for_its_turn_again() -> None:
    job = broken_off(1)
    assert jobs.take_up_again() == 1
    assert list(DBTaskResult.objects.ready()) == [job]


def test_a_job_that_ended_its_worker_five_times_is_given_up() -> None:
    job = broken_off(jobs.MOST_TRIES)
    assert jobs.take_up_again() == 0
    assert list(DBTaskResult.objects.failed()) == [job]
