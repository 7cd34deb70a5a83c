"""Signals answered in time, of at least five adults together, from a stored release (TRUST 2): never by adult, never by class.

A signal of this term counts once it is ten school days old. Each adult weighs the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from waypost.care import owners
from waypost.care.models import SignalAnswer
from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.models import AcademicSession
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import TEAM_THRESHOLD, compute_release, shown
from waypost.trust.releases.suppress import Figure

NAME, LINE, COLUMN = "signals-answered", "school", "in time"
SOON = 10  # school days


def make() -> int:
    """Let the figure of this term out (again); returns how many adults stand behind it. Run by the nightly job."""
    today, begins = clock.today(), first_day()
    episodes = [
        e
        for e in Episode.objects.filter(good_news=False, opened__gte=begins).order_by("pk")
        if calendar.count_between(e.opened, today) > SOON
    ]
    first: dict[int, date] = {}
    answers = SignalAnswer.objects.filter(episode_id__in=[e.pk for e in episodes], taken_back=None)
    for episode_id, at in answers.order_by("at").values_list("episode_id", "at"):
        first.setdefault(episode_id, clock.local(at).date())
    whose = owners.of(episodes)
    values: dict[int, list[float]] = defaultdict(list)
    for e in episodes:
        adult = whose.owner(e)
        day = min((d for d in (first.get(e.pk), e.ended) if d is not None), default=None)
        if adult is not None:
            values[adult].append(float(day is not None and calendar.count_between(e.opened, day) <= SOON))
    if values:
        own = {adult: sum(v) / len(v) for adult, v in values.items()}
        table = {(LINE, COLUMN): Figure(frozenset(own), sum(own.values()) / len(own))}
        compute_release(NAME, period(), table, threshold=TEAM_THRESHOLD)
    return len(values)


def current() -> ReleaseCell | None:
    """The released cell; None: nothing let out yet, or fewer than five adults."""
    return next((c for c in shown(NAME, period()) if c.shown), None)


def period() -> str:
    return first_day().isoformat()


def first_day() -> date:
    today = clock.today()
    term = AcademicSession.objects.filter(kind__in=["term", "semester"], start__lte=today).order_by("-start")
    found = term.first()
    return found.start if found else today.replace(month=1, day=1)
