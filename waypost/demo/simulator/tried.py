"""Two ways of teaching that the school tries, and what is true of them.

*Worked examples first* in mathematics: classes begin by lot on two days, and from then on six more of a hundred first
tries are right. *Reading in pairs*: classes take turns of two weeks; it changes nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

from waypost.practice import drawing

FIRST, WEEKS, WAVES = date(2026, 9, 7), 10, 2
SEED = "willow-2026"
LIFT = 0.06  # the truth: chance of a right first try
FEWEST = 8  # homerooms; in a smaller school nothing is tried


def begins(homerooms: list[str]) -> dict[str, date]:
    """Homeroom -> the day from which its mathematics has the strategy, as the recorded seed draws it."""
    if len(homerooms) < FEWEST:
        return {}
    starts = drawing.shuffled(drawing.steps(len(homerooms), WEEKS, WAVES), SEED)
    return {room: FIRST + timedelta(weeks=week) for room, week in zip(sorted(homerooms), starts, strict=True)}
