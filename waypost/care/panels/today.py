"""What Today shows of this room, besides the signals: check-ins that are due, help to hold or to look at again.

{% include "care/parts/today_panel.html" with care=for_today(reads, adult) %}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q

from waypost.school import clock
from waypost.trust.access import ReadBook

from ..models import CheckIn, Intervention, Meeting, Session
from ..queries import checkins as check_ins
from ..queries import interventions, meetings
from ..queries.checkins import Mine
from ..queries.interventions import Line as Help

MOST = 3


@dataclass(slots=True)
class TodayPanel:
    today: date
    due: list[Mine] = field(default_factory=list)
    more: int = 0
    helps: list[Help] = field(default_factory=list)
    helps_more: int = 0
    recaps: list[Meeting] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


def for_today(reads: ReadBook, adult: int) -> TodayPanel:
    """Planned ones first, then whoever waits longest by the own rhythm; the rest is counted."""
    found = check_ins.mine(reads, adult).due
    helps = interventions.going_on(reads, owner=adult)  # what is to be looked at again comes first
    return TodayPanel(
        clock.today(),
        found[:MOST],
        max(0, len(found) - MOST),
        helps[:MOST],
        max(0, len(helps) - MOST),
        meetings.recaps(reads, adult),
        meetings.soon(reads),
    )


def stamp() -> str:
    """Changes when the panel may have changed."""
    told = CheckIn.objects.aggregate(
        last=Max("pk"), open=Count("pk", filter=Q(held=None, called_off=None)), planned=Max("planned")
    )
    helps = Intervention.objects.aggregate(last=Max("pk"), decided=Max("decided_at"))
    held = Session.objects.aggregate(last=Max("pk"))["last"] or 0
    met = Meeting.objects.aggregate(last=Max("pk"), closed=Max("closed"))
    return (
        f"{told['last'] or 0}.{told['open']}.{told['planned'] or ''}."
        f"{helps['last'] or 0}.{helps['decided'] or ''}.{held}."
        f"{met['last'] or 0}.{met['closed'] or ''}"
    )
