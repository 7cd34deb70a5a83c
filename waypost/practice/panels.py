"""What this room offers to the pages that compose.

Today         {% include "practice/parts/today_panel.html" %} with practice=for_today(reads)
Leader        {% include "practice/parts/leader_panel.html" %} with practice=for_leader(reads)
My path, week {% include "practice/parts/tried_panel.html" %} with tried=for_home(reads)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Value

from waypost.trust.access import ReadBook
from waypost.trust.models import Role

from .access.base import taught
from .models import Talk, TrialClass
from .queries import mine, together, trials
from .queries.mine import Tried
from .queries.together import VisitLine
from .queries.trials import Asking, Card, ThisWeek


@dataclass(frozen=True, slots=True)
class ForToday:
    """What waits for a teacher: classes that are asked, one tap a running trial and week, invitations to a lesson."""

    asked: list[Asking] = field(default_factory=list)
    weeks: list[ThisWeek] = field(default_factory=list)
    visits: list[VisitLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ForHome:
    """For students and families: what is tried now in their classes, what the school asks them."""

    trials: list[Tried] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)


def for_today(reads: ReadBook) -> ForToday:
    """A week that was tapped goes from Today; it can still be changed on the trial's page."""
    waiting = _waiting(reads)
    visits = together.waiting_visits(reads) if "visit" in waiting else []
    if "trial" not in waiting:
        return ForToday(visits=visits)
    return ForToday(trials.asked(reads), [w for w in trials.this_week(reads) if not w.said], visits)


def _waiting(reads: ReadBook) -> set[str]:
    """Which of the two there is anything of: one question to the database, and in the common case no more."""
    classes = TrialClass.objects.filter(
        class_id__in=taught(reads.who), trial__broken_off=None, trial__result=None
    )
    found = classes.order_by().annotate(kind=Value("trial")).values_list("kind", flat=True)
    visits = together.invitations(reads).order_by().annotate(kind=Value("visit"))
    return set(found.union(visits.values_list("kind", flat=True)))


def for_leader(reads: ReadBook) -> list[Card]:
    """The strategies of the school, and what the evidence says of each."""
    return [c for c in trials.strategies(reads) if c.strategy.ended is None]


def for_home(reads: ReadBook) -> ForHome:
    if not reads.who.has(Role.STUDENT, Role.GUARDIAN):
        return ForHome()
    return ForHome(mine.tried(reads), together.talks(reads, open_only=True))
