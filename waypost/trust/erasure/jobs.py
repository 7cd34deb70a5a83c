"""The job that erases: begun when a second person has confirmed, and again each night for what was held or broken off."""

from __future__ import annotations

from django_tasks import task


@task()
def erase(case_id: int) -> None:
    from . import run

    run.work()
