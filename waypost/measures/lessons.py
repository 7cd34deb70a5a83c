"""How is it in the lessons? A share or a level over observed lessons, with the lesson as the unit.

Momentary time sampling: in each lesson the observer looks at a group or a seat at fixed moments and notes what is seen;
a lesson's share is hits / looks. With m_1 .. m_L the lesson means (each lesson weighs the same):

    4 to 19 lessons:  mean +- t(L - 1, .975) s / sqrt(L)
    from 20 lessons:  percentiles of the mean over lessons drawn with replacement (a cluster bootstrap, seeded), the
                      tails widened as a t interval would be (Hesterberg 2015)

Looks within one lesson are alike, so they are never counted as independent. Sources: Powell, Martindale & Kulp (1975)
for time sampling; Cameron, Gelbach & Miller (2008) for the bootstrap of clusters. Must not be used for: saying
anything of one student (no names are kept), for appraising a teacher, or for lessons of a kind that nobody visited.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Observation"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LessonSettings:
    interval_from: int = setting(4, "Lessons before an interval is named.", PINNED)
    bootstrap_from: int = setting(20, "Lessons from which lessons are drawn anew instead of t.", PINNED)
    draws: int = setting(2000, "Bootstrap samples of lessons.")
    seed: int = setting(1975, "Seed of those samples: the same lessons give the same interval.")


DEFAULT = LessonSettings()

ABOUT = About(
    name="lessons",
    title="What observed lessons show",
    question="In what share of moments, or at what level, was this seen over the lessons visited?",
    goes_in="Samples of groups or seats at fixed moments, or described levels, from visited lessons. No names; time off task of a person is never kept.",
    how="Each lesson has its share (or mean level); the figure is the mean over lessons, each of the same weight.",
    formula="mean of lesson means; 4 to 19 lessons: +- t s / sqrt(L); from 20: percentiles over lessons drawn with replacement",
    how_sure=(
        "The interval rests on the number of lessons, not of samples: a hundred looks in one lesson are one lesson. "
        "Under four lessons there is none. It says nothing of kinds of lessons that nobody visited."
    ),
    not_for="One student, the appraisal of a teacher, or comparing classes that were visited on different occasions.",
    estimand="mean over lessons like those visited",
    proof=Proof.COVERAGE,
    sources=(
        "Powell, J., Martindale, A., & Kulp, S. (1975). An evaluation of time-sample measures of behavior. Journal of Applied Behavior Analysis, 8(4), 463-469.",
        "Cameron, A. C., Gelbach, J. B., & Miller, D. L. (2008). Bootstrap-based improvements for inference with clustered errors. Review of Economics and Statistics, 90(3), 414-427.",
        "Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American Statistician, 69(4), 371-386.",
    ),
    reference="t.test of R 4.2; simulated lessons with a known mean",
    states={
        "not_enough": "Fewer than four lessons: what was seen is shown, without an interval.",
        "no_variation": "All lessons came out the same, so there is no telling how sure it is.",
        "named": "There is an interval.",
    },
)


@dataclass(frozen=True, slots=True)
class LessonFigure:
    """`value` is None only without a lesson; low and high only if `state` is "named"."""

    state: str
    lessons: int
    looks: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def share(hits: ArrayLike, looks: ArrayLike, settings: LessonSettings = DEFAULT) -> LessonFigure:
    """Momentary samples: of `looks` in each lesson, `hits` showed it. Lessons without a look are left out.

    >>> share([6, 9, 5, 8], [10, 10, 10, 10]).value
    0.7
    """
    seen, all_looks = np.asarray(hits, np.float64), np.asarray(looks, np.float64)
    used = all_looks > 0
    return _figure(seen[used] / all_looks[used], int(all_looks.sum()), (0.0, 1.0), settings)


def level(lesson: ArrayLike, levels: ArrayLike, settings: LessonSettings = DEFAULT) -> LessonFigure:
    """Levels 1 to 4 with the id of the lesson of each; several levels of one lesson are first averaged."""
    given = np.asarray(levels, np.float64)
    _, place, sizes = np.unique(np.asarray(lesson), return_inverse=True, return_counts=True)
    return _figure(np.bincount(place, given) / sizes, len(given), (1.0, 4.0), settings)


def _figure(means: Floats, looks: int, bounds: tuple[float, float], settings: LessonSettings) -> LessonFigure:
    lessons = len(means)
    value = float(means.mean()) if lessons else None
    if lessons < settings.interval_from:
        return LessonFigure("not_enough", lessons, looks, value)
    if np.ptp(means) < 1e-12:
        return LessonFigure("no_variation", lessons, looks, value)
    low, high = _t_interval(means) if lessons < settings.bootstrap_from else _drawn(means, settings)
    return LessonFigure("named", lessons, looks, value, max(bounds[0], low), min(bounds[1], high))


def _t_interval(means: Floats) -> tuple[float, float]:
    n = len(means)
    half = float(special.stdtrit(n - 1, 0.975)) * float(means.std(ddof=1)) / n**0.5
    return float(means.mean()) - half, float(means.mean()) + half


def _drawn(means: Floats, settings: LessonSettings) -> tuple[float, float]:
    n = len(means)
    draw = np.random.default_rng(settings.seed)
    found = draw.multinomial(n, np.full(n, 1 / n), size=settings.draws) @ means / n
    # Plain percentiles are too narrow by sqrt((n - 1) / n) and by z for t (Hesterberg 2015, section 5.3).
    tail = special.ndtr(np.sqrt(n / (n - 1)) * special.stdtrit(n - 1, 0.025))
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)
