"""What the worker does once in twenty-four hours: heads of the books, old rows, this term's figures, tests of the rules."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date
from typing import Any

log = logging.getLogger(__name__)
LAST = "nightly.last"  # Setting: the machine's day on which it last ran


def due() -> bool:
    """Has it not run on this day of the machine's own calendar?"""
    from waypost.trust.models import Setting

    kept = Setting.objects.filter(pk=LAST).values_list("value", flat=True).first()
    return kept != _day().isoformat()


def run() -> dict[str, Any]:
    """Run all of it, each part for itself: one that breaks doesn't keep the others from their work."""
    from waypost.trust.models import Setting

    done: dict[str, Any] = {}
    for name, part in parts():
        try:
            done[name] = part()
        except Exception:
            log.exception("The nightly part %s could not run", name)
    Setting.objects.update_or_create(pk=LAST, defaults={"value": _day().isoformat()})
    return done


def parts() -> tuple[tuple[str, Callable[[], Any]], ...]:
    """What is done, in this order."""
    from waypost.care import nightly as care
    from waypost.climate import figures as lessons
    from waypost.climate import jobs as asked_of_lessons
    from waypost.climate.services import together
    from waypost.community import jobs as community
    from waypost.homes import answered, growth, releases
    from waypost.homes.report import snapshot
    from waypost.practice import study
    from waypost.readings import backtests
    from waypost.trust import nightly
    from waypost.trust.backup import each_night
    from waypost.trust.erasure import run as erasure
    from waypost.trust.releases import weekly
    from waypost.trust.retention import run as retention
    from waypost.voice import figures, heard_figures, jobs, reply_figures
    from waypost.voice.services import kiosk, pulse

    return (
        ("trust", nightly.run),
        ("care", care.run),
        ("releases", lambda: weekly(releases.NAME, releases.make)),
        ("growth", growth.make),
        ("signals answered", lambda: weekly(answered.NAME, answered.make)),
        ("pulses", pulse.end_of_year),
        ("class tablets", kiosk.sweep),
        ("class pulse", figures.make),
        ("heard", lambda: weekly(heard_figures.NAME, heard_figures.make)),
        ("answers in discussions", reply_figures.daily),
        ("rules", backtests.make),
        ("lessons", lambda: weekly(lessons.NAME, lessons.make)),
        ("asked about lessons", asked_of_lessons.daily),
        ("who worked together", together.end_with_the_term),
        ("surveys", jobs.daily),
        ("community", community.daily),
        ("trials", study.daily),
        ("kept reports", snapshot.end_old),
        ("what runs out of time", retention.nightly),
        ("what is to be erased", erasure.work),
        ("backup", each_night.run),
    )


def _day() -> date:
    from waypost.trust import clock

    return clock.wall().astimezone(UTC).date()
