"""Counts of one half-term, and whether two half-terms differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..context import Context
from ..intervals import wilson
from ..skill_now import SkillNow
from ..terms import Span


@dataclass(frozen=True, slots=True)
class HalfTerm:
    """What happened to one student's skills from one day to another."""

    days: int  # days present
    secured: int  # became secure for the first time
    still_secure: int  # of those, secure now
    slipped: int  # skills whose latest slip lies here
    refreshed: int  # skills that last became secure again here


EMPTY = HalfTerm(0, 0, 0, 0, 0)


def half_term(skills: Sequence[SkillNow], span: Span | None, begun: int, context: Context) -> HalfTerm:
    """Count; days before `begun` (the first day here, or the first dated work) are no exposure."""
    if span is None:
        return EMPTY
    first, last = span

    def inside(day: int) -> bool:
        return first <= day <= last

    secured = [s for s in skills if inside(s.secured_on)]
    return HalfTerm(
        days=len(context.days_present(max(first, begun), last)),
        secured=len(secured),
        still_secure=sum(s.secure for s in secured),
        slipped=sum(inside(s.slipped_on) for s in skills),
        refreshed=sum(inside(s.refreshed_on) for s in skills),
    )


def compare(now: HalfTerm, before: HalfTerm, days_needed: int) -> str:
    """ "more", "less" or "alike"; "new" while there is nothing to compare with.

    Given the sum of two Poisson counts, the one of now is binomial with the share of its days (Przyborowski &
    Wilenski 1940); they differ when Wilson's 95 % interval of the share leaves that value out.
    """
    if before.days < days_needed:
        return "new"
    total = now.secured + before.secured
    if not total:
        return "alike"
    expected = now.days / (now.days + before.days)
    low, high = wilson(now.secured, total)
    return "more" if low > expected else "less" if high < expected else "alike"


def by_week(
    skills: Sequence[SkillNow], begun: int, context: Context, weeks: int
) -> tuple[tuple[int, float], ...]:
    """(Monday, skills that became secure) of the last weeks; weeks without a day here are left out."""
    monday = context.today - (context.today - 1) % 7
    first = monday - 7 * (weeks - 1)
    days = context.days_present(max(first, begun), context.today)
    here = set(_mondays(days).tolist())
    secured = np.array([s.secured_on for s in skills if s.secured_on >= first], np.int32)
    counts = dict(zip(*np.unique(_mondays(secured), return_counts=True), strict=True))
    return tuple((week, float(counts.get(week, 0))) for week in range(first, monday + 1, 7) if week in here)


def _mondays(days: NDArray[np.int32]) -> NDArray[np.int32]:
    return days - (days - 1) % 7
