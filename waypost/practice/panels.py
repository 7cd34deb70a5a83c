"""What this room offers to the pages that compose.

Today         {% include "practice/parts/today_panel.html" %} with practice=for_today(reads)
Leader        {% include "practice/parts/leader_panel.html" %} with practice=for_leader(reads)
My path, week {% include "practice/parts/tried_panel.html" %} with tried=for_home(reads)
"""

from __future__ import annotations

from dataclasses import dataclass

from waypost.trust.access import ReadBook
from waypost.trust.models import Role

from .access.trials import JOIN_TRIAL, MARK_TRIAL
from .queries import mine, trials
from .queries.mine import Tried
from .queries.trials import Asking, Card, ThisWeek


@dataclass(frozen=True, slots=True)
class ForToday:
    """What waits for a teacher: classes that are asked, and one tap a running trial and week."""

    asked: list[Asking]
    weeks: list[ThisWeek]


def for_today(reads: ReadBook) -> ForToday:
    """A week that was tapped goes from Today; it can still be changed on the trial's page."""
    asked = trials.asked(reads) if JOIN_TRIAL.rows(reads.who).exists() else []
    weeks = trials.this_week(reads) if MARK_TRIAL.rows(reads.who).exists() else []
    return ForToday(asked, [w for w in weeks if not w.said])


def for_leader(reads: ReadBook) -> list[Card]:
    """The strategies of the school, and what the evidence says of each."""
    return [c for c in trials.strategies(reads) if c.strategy.ended is None]


def for_home(reads: ReadBook) -> list[Tried]:
    """For students and families: what is tried now in their classes."""
    return mine.tried(reads) if reads.who.has(Role.STUDENT, Role.GUARDIAN) else []
