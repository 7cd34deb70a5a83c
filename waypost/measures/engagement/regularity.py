"""Does the student work at settled times, or at changing ones?"""

from __future__ import annotations

import math

import numpy as np

from ..protocol import About, Proof
from ..reading import Scalar
from .facet import GOES_IN, STATES, WINDOWS, DayList, Facet, Numbers
from .fold import HOURS
from .numbers import FREDRICKS

_BITS = np.arange(24)


class Regularity(Facet):
    """1 less the normalized entropy of the hours worked over weekdays and hours of the day."""

    block = 10  # entropy grows with the number of days: only stretches of equal length may be compared

    about = About(
        name="regularity",
        title="Regularity",
        question="Does this student work at settled times of the week, beside their own usual weeks?",
        goes_in=GOES_IN + " Of each trace only the weekday and the hour.",
        how=(
            "Each hour of a day in which there was work counts once, however much was done in it. We see how evenly "
            "these hours spread over the 7 x 24 hours of a week: always the same hour gives 1, all hours alike give 0. "
            + WINDOWS
            + " Here the earlier days are taken in stretches of 10, because a longer stretch always looks more spread."
        ),
        formula="1 - H/log(168), H = -sum p log p over (weekday, hour); also over weekdays (log 7) and hours (log 24)",
        how_sure="It is a description of the hours seen, so there is no interval; fewer than 8 hours say nothing.",
        not_for="Judging homes or habits. Changing times can be a bus, a shared tablet or a shift at work.",
        estimand="1 - normalized Shannon entropy of the worked (weekday, hour) cells of the last 10 days present",
        proof=Proof.IDENTITY,
        sources=(
            FREDRICKS,
            "Boroujeni, M. S., Sharma, K., Kidzinski, L., Lucignano, L., & Dillenbourg, P. (2016). How to quantify "
            "student's regularity? EC-TEL 2016, LNCS 9891, 277-291.",
            "Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal, 27, 379-423.",
        ),
        reference="scipy.stats.entropy",
        states=STATES,
    )

    def value(self, rows: Numbers, days: DayList) -> float | None:
        cells = _cells(rows, days)
        return 1 - _evenness(cells) if cells.sum() >= self.settings.hours_needed else None

    def evidence(self, rows: Numbers) -> int:
        return int(((rows[:, HOURS, None] >> _BITS) & 1).sum())

    def detail(self, rows: Numbers, days: DayList) -> dict[str, Scalar]:
        cells = _cells(rows, days)
        return {"weekdays": 1 - _evenness(cells.sum(axis=1)), "hours": 1 - _evenness(cells.sum(axis=0))}


def _cells(rows: Numbers, days: DayList) -> Numbers:
    """How often each (weekday, hour) was worked, (7, 24); Monday is 0."""
    place, hour = np.nonzero((rows[:, HOURS, None] >> _BITS) & 1)
    return np.bincount((days[place] - 1) % 7 * 24 + hour, minlength=168).reshape(7, 24)


def _evenness(counts: Numbers) -> float:
    """Entropy as a share of the largest possible: 0 all in one place, 1 the same in every place."""
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum() / math.log(counts.size)) + 0.0
