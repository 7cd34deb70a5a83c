"""How large is a difference? Hedges' g, differences of shares, and how strong a hidden cause would have to be.

    two groups      g = J (m2 - m1) / s_pooled,   J = 1 - 3 / (4 df - 1),   variance 1/n1 + 1/n2 + g^2 / (2 (n1 + n2))
    same students   g = J (m2 - m1) / s1,         df = n - 1,               variance 2 (1 - r)/n + g^2 / (2 n)
    shares          p2 - p1 with Newcombe's interval (method 10)
    E-value         RR = exp(.91 d), turned if < 1;  E = RR + sqrt(RR (RR - 1)), for d and for the nearer limit

Sources: Hedges (1981), Becker (1988), Newcombe (1998), VanderWeele & Ding (2017). Must not be used for: calling a size
small or large by a rule of thumb, or for reading a difference as a cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .intervals import newcombe
from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Strategies and the school"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EffectSettings:
    adjusted_up_to: float = setting(
        0.25, "Standardized difference before the start up to which matched groups are adjusted; above it they are not compared.", PINNED
    )  # fmt: skip
    each_needed: int = setting(5, "Students in each group before an effect is named.", "Waypost's own choice, Small groups")  # fmt: skip


DEFAULT = EffectSettings()

ABOUT = About(
    name="effects",
    title="The size of a difference",
    question="How large is this difference, how sure is it, and could something else explain it?",
    goes_in="Values of two groups, or of the same students twice; or counts of two groups.",
    how=(
        "Differences of means are given in standard deviations with the correction for small groups; differences of "
        "shares as points. Where nobody drew lots, the E-value says how strongly something unseen would have to go "
        "together with both the strategy and the outcome to explain the difference away."
    ),
    formula="g = J (m2 - m1)/s, J = 1 - 3/(4 df - 1); p2 - p1 (Newcombe); E = RR + sqrt(RR (RR - 1)), RR = exp(.91 d)",
    how_sure="95 % intervals. They say what chance may do, not whether the groups differed from the start.",
    not_for="Calling a difference small or large by a rule of thumb, or reading it as a cause.",
    estimand="standardized mean difference; difference of two proportions",
    proof=Proof.COVERAGE,
    sources=(
        "Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. Journal of Educational Statistics, 6(2), 107-128.",
        "Becker, B. J. (1988). Synthesizing standardized mean-change measures. British Journal of Mathematical and Statistical Psychology, 41(2), 257-278.",
        "Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine, 17(8), 873-890.",
        "VanderWeele, T. J., & Ding, P. (2017). Sensitivity analysis in observational research: Introducing the E-value. Annals of Internal Medicine, 167(4), 268-274.",
    ),
    reference="metafor 3.8-1 (escalc SMD, SMCR), Borenstein et al. 2009 chapter 4, Newcombe 1998 table II, VanderWeele & Ding 2017",
    states={
        "not_enough": "A group has fewer than five students.",
        "no_variation": "All values are the same, so there is no unit to measure the difference in.",
        "named": "The difference can be named.",
    },
)


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference (second minus first, after minus before) with its 95 % interval; all None unless "named"."""

    state: str
    n: tuple[int, int]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None


def small_sample(df: float) -> float:
    """Hedges' correction J in its usual approximation."""
    return 1 - 3 / (4 * df - 1)


def two_groups(first: ArrayLike, second: ArrayLike, settings: EffectSettings = DEFAULT) -> Effect:
    """g of two groups of different students; NaN values are left out."""
    a, b = _known(first), _known(second)
    n = len(a), len(b)
    if min(n) < settings.each_needed:
        return Effect("not_enough", n)
    df = sum(n) - 2
    spread = sqrt((a.var() * n[0] + b.var() * n[1]) / df)
    if spread < 1e-12:
        return Effect("no_variation", n)
    g = small_sample(df) * float(b.mean() - a.mean()) / spread
    return _named(n, g, 1 / n[0] + 1 / n[1] + g * g / (2 * sum(n)), df)


def same_students(before: ArrayLike, after: ArrayLike, settings: EffectSettings = DEFAULT) -> Effect:
    """g of the same students twice, in standard deviations of before; a NaN on either side leaves the student out."""
    a, b = np.asarray(before, np.float64), np.asarray(after, np.float64)
    both = ~np.isnan(a) & ~np.isnan(b)
    a, b = a[both], b[both]
    n = len(a), len(a)
    if n[0] < settings.each_needed:
        return Effect("not_enough", n)
    spread = float(a.std(ddof=1))
    if spread < 1e-12 or b.std() < 1e-12:
        return Effect("no_variation", n)
    g = small_sample(n[0] - 1) * float(b.mean() - a.mean()) / spread
    r = float(np.corrcoef(a, b)[0, 1])
    return _named(n, g, 2 * (1 - r) / n[0] + g * g / (2 * n[0]), n[0] - 1)


def shares(hits1: int, n1: int, hits2: int, n2: int, settings: EffectSettings = DEFAULT) -> Effect:
    """Difference of two shares, second minus first, with Newcombe's interval."""
    if min(n1, n2) < settings.each_needed:
        return Effect("not_enough", (n1, n2))
    low, high = newcombe(hits2, n2, hits1, n1)
    return Effect("named", (n1, n2), hits2 / n2 - hits1 / n1, low, high)


def e_value(ratio: float) -> float:
    """E-value of a risk ratio: how strongly a hidden cause must go with both to explain it away.

    >>> round(e_value(3.9), 2), round(e_value(1.8), 2), round(e_value(1 / 3.9), 2)
    (7.26, 3.0, 7.26)
    """
    up = ratio if ratio >= 1 else 1 / ratio
    return up + sqrt(up * (up - 1))


def e_values(d: float, low: float, high: float) -> tuple[float, float]:
    """E-values of a standardized difference and of its nearer limit (1 if the interval holds 0)."""
    nearer = 0.0 if low <= 0 <= high else low if d > 0 else high
    return e_value(exp(0.91 * d)), e_value(exp(0.91 * nearer))


def match(first: ArrayLike, second: ArrayLike, settings: EffectSettings = DEFAULT) -> tuple[float, str]:
    """(standardized difference before the start, "adjust" or "refuse") of two matched groups."""
    a, b = _known(first), _known(second)
    if min(len(a), len(b)) < 2:
        return float("nan"), "refuse"
    spread = sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    apart = float(b.mean() - a.mean())
    away = apart / spread if spread > 1e-12 else float("inf") if abs(apart) > 1e-12 else 0.0
    return away, "adjust" if abs(away) <= settings.adjusted_up_to else "refuse"


def _named(n: tuple[int, int], g: float, variance: float, df: int) -> Effect:
    """Limits by t: those by z, which are usual, hold only 92.7 % for ten students twice (proof_school.py)."""
    error = sqrt(variance)
    half = float(special.stdtrit(df, 0.975)) * error
    return Effect("named", n, g, g - half, g + half, error)


def _known(values: ArrayLike) -> Floats:
    given = np.asarray(values, np.float64)
    return given[~np.isnan(given)]
