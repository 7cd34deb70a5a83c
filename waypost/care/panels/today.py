"""What Today shows of this room, besides the signals: check-ins that are due, help to hold or to look at again.

{% include "care/parts/today_panel.html" with care=for_today(reads, adult) %}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from waypost.school import clock
from waypost.trust.access import ReadBook

from ..models import CheckIn, HomeWord, Intervention, Meeting, Session, TalkBooked
from ..queries import checkins as check_ins
from ..queries import family, interventions, meetings
from ..queries.checkins import Mine
from ..queries.family import Time, Word
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
    told: list[Word] = field(default_factory=list)  # from home, not answered yet
    booked: list[Time] = field(default_factory=list)  # talks with families to come
    now: datetime | None = None


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
        family.words(reads, open_only=True, home_of=adult)[:MOST],
        family.booked(reads)[:MOST],
        clock.local(clock.now()),
    )


def stamp() -> str:
    """Changes when the panel may have changed; one question to the database."""
    parts = [
        _newest(CheckIn, Concat(_text(Count("pk", filter=Q(held=None, called_off=None))), Value("/", output_field=TextField()), _text(Max("planned")))),
        _newest(Intervention, _text(Max("decided_at"))),
        _newest(Session, Value("", output_field=TextField())),
        _newest(Meeting, _text(Max("closed"))),
        _newest(HomeWord, _text(Max("answered"))),
        _newest(TalkBooked, _text(Max("called_off"))),
    ]  # fmt: skip
    rows = sorted(parts[0].union(*parts[1:], all=True))
    return ".".join(f"{last or 0}-{then or ''}" for _table, last, then in rows)


def _text(value: Any) -> Any:
    return Coalesce(Cast(value, TextField()), Value("", output_field=TextField()))


def _newest(model: type[Model], then: Any) -> QuerySet[Any, Any]:
    """(table, newest row, when something was last done to one), as one row."""
    name = Value(model._meta.label, output_field=TextField())
    rows = model._default_manager.order_by().annotate(table=name).values("table")
    return rows.annotate(last=Max("pk"), then=Cast(then, TextField())).values_list("table", "last", "then")
