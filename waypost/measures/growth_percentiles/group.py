"""The mean growth percentile of a group, as sure as the students drawn and the error of each percentile let it be.

Student i has the percentile p_i with the standard error s_i that the authority gives. With S the standard deviation of
the n percentiles,

    mean +- max(t(n - 1, .975) S, 1.96 E) / sqrt(n),   E^2 = mean of s_i^2

S holds both sources already: students differ, and each percentile is off by its error (so adding E^2 to S^2 would count
the error twice). In a small group S may by chance fall below what the errors alone make; then these stand. The
median, which authorities like to print, is left out: of few students it is one child's own number, and it is less sure
(Castellano & Ho 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ..intervals import Z95
from ..protocol import About, Proof
from ..settings import setting

PINNED = "Waypost's own choice, Growth at own pace"
LEAST, MIDDLE, MOST = 1.0, 50.0, 99.0  # the scale of growth percentiles


@dataclass(frozen=True, slots=True)
class GrowthPercentileSettings:
    students_needed: int = setting(10, "Students before a group's figure is named.", PINNED)
    pairs_needed: int = setting(
        1000, "Pairs of scores in a grade and subject before percentiles are worked out.", PINNED
    )
    quantiles: int = setting(
        100, "Quantiles that are fitted: .005, .015, ... .995.", "Betebenner 2009; R package SGP 1.9"
    )
    reach: float = setting(
        0.1, "The splines reach so much beyond the scores at each end.", "R package SGP 1.9"
    )


DEFAULT = GrowthPercentileSettings()

ABOUT = About(
    name="growth_percentiles",
    title="Growth by the authority's measure",
    question="How far did these students come in a year, beside students who began with the same scores?",
    goes_in="A growth percentile from 1 to 99 of each student with its standard error, from a file of the authority: ten students or more.",
    how=(
        "The figure is the mean of the students' growth percentiles. 50 means that they came as far as is usual for "
        "students with the same earlier scores. Only groups of at least ten are told, from releases, to leaders. No "
        "page shows the percentile of a student."
    ),
    formula="mean +- max(t(n - 1, .975) S, 1.96 E) / sqrt(n), within 1 to 99; E: root mean square of the standard errors",
    how_sure=(
        "The interval carries which students happened to be here and the error of each percentile, taken as independent "
        "between students. It can't carry what the tests leave out. Errors of the tests pull the means of all groups "
        "towards 50, and those of groups that began far from the middle a little to one side."
    ),
    not_for="One student, a teacher's appraisal, ranking classes or schools, or any decision on its own.",
    estimand="mean growth percentile, as the authority measures it, of students like these",
    proof=Proof.COVERAGE,
    sources=(
        "Betebenner, D. W. (2009). Norm- and criterion-referenced student growth. Educational Measurement: Issues and Practice, 28(4), 42-51.",
        "Castellano, K. E., & Ho, A. D. (2015). Practical differences among aggregate-level conditional status metrics. Journal of Educational and Behavioral Statistics, 40(1), 35-68.",
        "McCaffrey, D. F., Castellano, K. E., & Lockwood, J. R. (2015). The impact of measurement error on the accuracy of individual and aggregate SGP. Educational Measurement: Issues and Practice, 34(1), 15-21.",
        "Koenker, R., & Bassett, G. (1978). Regression quantiles. Econometrica, 46(1), 33-50.",
    ),
    reference="t.test of R 4.2; quantreg 5.94: rq with splines::bs, as R package SGP calls them",
    states={
        "not_enough": "Fewer than ten students have a growth percentile.",
        "named": "There is a mean with an interval.",
    },
)


@dataclass(frozen=True, slots=True)
class GroupGrowth:
    """`value`, `low` and `high` only if `state` is "named". `half`: half of the interval, before the scale cuts it.
    `of_error`: how much of the variance behind it the authority's errors explain, 0 to 1."""

    state: str
    students: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    half: float | None = None
    of_error: float | None = None


def group(
    percentiles: ArrayLike, errors: ArrayLike, settings: GrowthPercentileSettings = DEFAULT
) -> GroupGrowth:
    """The mean of a group's percentiles with its 95 % interval. Raises ValueError for what is no percentile or no error.

    >>> found = group([30, 40, 45, 50, 55, 60, 60, 65, 70, 75], [12] * 10)
    >>> (found.value, round(found.low, 2), round(found.high, 2))
    (55.0, 45.1, 64.9)
    """
    p, s = np.asarray(percentiles, np.float64), np.asarray(errors, np.float64)
    if p.shape != s.shape or not ((p >= LEAST) & (p <= MOST)).all() or not (np.isfinite(s) & (s > 0)).all():
        raise ValueError("each percentile lies between 1 and 99 and has a standard error above 0")
    n = len(p)
    if n < settings.students_needed:
        return GroupGrowth("not_enough", n)
    spread, error = float(p.std(ddof=1)), float((s**2).mean()) ** 0.5
    half = max(float(special.stdtrit(n - 1, 0.975)) * spread, Z95 * error) / n**0.5
    mean = float(p.mean())
    of_error = min(1.0, (error / spread) ** 2) if spread else 1.0
    return GroupGrowth("named", n, mean, max(LEAST, mean - half), min(MOST, mean + half), half, of_error)
