"""How many classes does a trial need, and how likely is it worth while? Power speaks of classes first.

For K classes with and K without, n students each, a share icc of the variance between classes, and r2 of each part
explained by what is known before: a class mean has variance v = icc (1 - r2_between) + (1 - icc)(1 - r2_within)/n, and
power is that of a two-sample t test on K class means a side (Hedges & Hedberg 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy import special

from .numbers import DEFAULT, TrialSettings

FAR = 8.0  # standard errors


@dataclass(frozen=True, slots=True)
class Plan:
    """`explained`: shares of the variance between and within classes that a pretest explains."""

    students: float  # in a class
    icc: float = DEFAULT.icc
    explained: tuple[float, float] = (0.0, 0.0)

    @property
    def spread(self) -> float:
        """Standard deviation of a class mean, in standard deviations of students."""
        between = self.icc * (1 - self.explained[0])
        return sqrt(between + (1 - self.icc) * (1 - self.explained[1]) / self.students)


def power(plan: Plan, classes: int, effect: float, settings: TrialSettings = DEFAULT) -> float:
    """Chance that `classes` with and as many without find an effect (in standard deviations); 0 under four."""
    if classes < settings.classes_needed:
        return 0.0
    df = 2 * classes - 2
    line = float(special.stdtrit(df, 1 - settings.level / 2))
    away = abs(effect) / plan.spread * sqrt(classes / 2)
    # scipy's series fails far out, where the one tail is 1 to nine digits and the other nothing.
    wrong_way = float(special.nctdtr(df, away, -line)) if away < FAR else 0.0
    return 1.0 if away > line + FAR else float(1 - special.nctdtr(df, away, line)) + wrong_way


def classes_needed(
    plan: Plan, effect: float, settings: TrialSettings = DEFAULT, most: int = 500
) -> int | None:
    """The fewest classes with (and as many without) that reach the power asked for; None beyond `most`."""
    low, high = settings.classes_needed, most
    if power(plan, high, effect, settings) < settings.power:
        return None
    while low < high:
        middle = (low + high) // 2
        if power(plan, middle, effect, settings) >= settings.power:
            high = middle
        else:
            low = middle + 1
    return low


def smallest_effect(plan: Plan, classes: int, settings: TrialSettings = DEFAULT) -> float | None:
    """The smallest effect that so many classes with and without would find with the power asked for."""
    if classes < settings.classes_needed:
        return None
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if power(plan, classes, middle, settings) >= settings.power:
            high = middle
        else:
            low = middle
    return high


def chance_worthwhile(
    effect: float, error: float, smallest: float | None = None, settings: TrialSettings = DEFAULT
) -> float:
    """Chance that the true effect is at least the smallest worthwhile one, in standard deviations; said with its prior.

    Before the trial effects are taken as normal around 0 with `prior`: mean and variance then are precision-weighted.

    >>> round(chance_worthwhile(0.2, 0.1), 3)
    0.749
    """
    kept = settings.prior**2 / (settings.prior**2 + error**2)
    line = settings.worthwhile if smallest is None else smallest
    return float(special.ndtr((kept * effect - line) / sqrt(kept * error**2)))
