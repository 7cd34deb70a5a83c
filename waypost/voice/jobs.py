"""Jobs of this room, run by the worker. Arguments are ids only (TRUST 26)."""

from __future__ import annotations

from django_tasks import task

from waypost.school import clock

from .models import Discussion, State, Wave
from .services import Refused, closing, surveys


@task()
def work_out(wave_id: int) -> None:
    """After the close: give the disk its pages back, work out the results, plan the next round."""
    finish(Wave.objects.select_related("survey").get(pk=wave_id))


def finish(wave: Wave) -> None:
    """What has to follow a close. Safe to run again."""
    from .results import make  # numpy and scipy: never in the web process

    if not wave.over:
        return
    closing.sweep(wave)
    if wave.figures_made is None and wave.state == State.CLOSED:
        make(wave)
    if not wave.survey.waves.filter(number__gt=wave.number).exists():
        closing.go_on(wave)


@task()
def count_answers(discussion_id: int) -> None:
    """After a discussion is closed: let out how far the class answered each other."""
    from . import reply_figures

    reply_figures.make(Discussion.objects.get(pk=discussion_id))


def daily() -> dict[str, int]:
    """Once a day: open what is due, close what has run its days, finish what was broken off."""
    today, done = clock.today(), {"opened": 0, "closed": 0}
    rows = Wave.objects.select_related("survey").order_by("pk")
    for wave in rows.filter(state=State.OPEN, closes_on__lt=today):
        closing.close(wave)
        done["closed"] += 1
    for wave in rows.filter(state__in=[State.CLOSED, State.UNREAD]).exclude(swept=True):
        closing.close(wave)
        finish(wave)
    for wave in rows.filter(state=State.PLANNED, opens_on__lte=today):
        try:
            surveys.open_wave(wave)
            done["opened"] += 1
        except Refused:
            continue  # the page of the round says why
    return done
