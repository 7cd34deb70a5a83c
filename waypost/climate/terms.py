"""The term that goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from waypost.school import calendar, clock

WITHOUT_TERMS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Term:
    first: date
    last: date


def this_term() -> Term:
    """The term of today. Between terms: from the day after the last one; without terms: the last ninety days."""
    today = clock.today().toordinal()
    first = (clock.today() - WITHOUT_TERMS).toordinal()
    for span in calendar.terms():
        if span.first <= today <= span.last:
            return Term(date.fromordinal(span.first), date.fromordinal(span.last))
        if span.last < today:
            first = span.last + 1
    return Term(date.fromordinal(first), clock.today())
