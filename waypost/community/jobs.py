"""Jobs of this room, run by the worker. Arguments are ids only (TRUST 26)."""

from __future__ import annotations

from django_tasks import task

from .models import Charter, CharterState
from .services import closing, stories, workshop


@task()
def work_out(charter_id: int) -> None:
    """After the close: give the disk its pages back, work out what came of the points."""
    finish(Charter.objects.get(pk=charter_id))


def finish(charter: Charter) -> None:
    """What has to follow a close. Safe to run again."""
    from .figures import make  # numpy and scipy: never in the web process

    if charter.closed is None:
        return
    closing.sweep(charter)
    make(charter)


def daily() -> dict[str, int]:
    """Once a day: what was broken off is finished, workshops that are over go, the profile is let out anew."""
    from . import profile

    for charter in Charter.objects.filter(state=CharterState.COUNTED):
        closing.close(charter)
        finish(Charter.objects.get(pk=charter.pk))
    for charter in Charter.objects.filter(closed__isnull=False, swept=False):
        closing.sweep(charter)
    return {
        "workshops": workshop.sweep(),
        "stories": stories.end_old(),
        "profile": profile.make(),
    }
