"""This half-term and the one before: the spans in which growth and good news are counted."""

from __future__ import annotations

from .context import Context

Span = tuple[int, int]  # first and last day, both included

WITHOUT_TERMS = 30  # school days in a span where the school has named no terms


def half_terms(context: Context) -> tuple[Span, Span | None]:
    """The running half-term up to today, and the one before; in a holiday the one that has just ended.

    A school without terms counts in spans of 30 school days.
    """
    begun = sorted(span for span in context.terms if span[0] <= context.today)
    if begun:
        first, last = begun[-1]
        return (first, min(last, context.today)), begun[-2] if len(begun) > 1 else None
    days = context.days_between(0, context.today)
    if not len(days):
        return (context.today, context.today), None
    now, before = days[-WITHOUT_TERMS:], days[-2 * WITHOUT_TERMS : -WITHOUT_TERMS]
    earlier = (int(before[0]), int(before[-1])) if len(before) else None
    return (int(now[0]), context.today), earlier
