"""What This week shows of this room: the talk that is booked, an answer that came.

{% include "care/parts/week_panel.html" with care=for_week(reads, child) %}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from ..queries import family
from ..queries.family import Time, Word

FRESH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekPanel:
    child: Person
    now: datetime
    booked: list[Time]
    answered: Word | None  # the newest answer of the last seven days


def for_week(reads: ReadBook, child: Person) -> WeekPanel:
    now = clock.now()
    told = family.words(reads, child.pk)
    fresh = [w for w in told if w.word.answered is not None and w.word.answered > now - FRESH]
    fresh.sort(key=lambda w: w.word.answered or now)
    return WeekPanel(child, clock.local(now), family.booked(reads, child.pk), fresh[-1] if fresh else None)
