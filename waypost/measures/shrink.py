"""How do groups differ, when small groups jump about by chance? Raw figures beside figures pulled together.

Group i has a figure y_i with error variance v_i; the true figures are normal around mu with variance tau^2:

    w_i = 1 / (v_i + tau^2), mu = sum(w y) / sum(w), tau^2 by restricted maximum likelihood
    variance of mu = sum(w (y - mu)^2) / ((k - 1) sum(w)), t with k - 1 degrees of freedom   (Hartung & Knapp 2001)
    shrunk_i = mu + (1 - B_i)(y_i - mu),  B_i = v_i / (v_i + tau^2)

The limits of shrunk_i carry that tau is itself only estimated. Given tau, group i is normal with mean mu + (1 - B_i)
(y_i - mu) and variance B_i tau^2 + B_i^2 / sum(w); this is averaged over tau by its restricted likelihood (a flat
prior on tau: Gelman 2006), what lies between that mean and shrunk_i is added to the variance, and t with k - 1 degrees
of freedom is taken as for mu. The plain limits (those of metafor::blup) hold only 85 to 91 % of the true figures where
groups differ about as much as chance makes them; ours are wide for five to eight groups rather than wrong.

Sources: Raudenbush (2009), Hartung & Knapp (2001), Viechtbauer (2005), Gelman (2006). Must not be used for: ranking
groups, a league table, or one group's limits taken alone: they hold on average over the groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .intervals import Z95
from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Equity"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShrinkSettings:
    groups_needed: int = setting(5, "Groups before figures are pulled together.", PINNED)
    grid: int = setting(96, "Values of tau over which the limits are averaged.")
    reach: float = setting(8.0, "The largest of them, in (spread of the raw figures + usual error).")


DEFAULT = ShrinkSettings()

ABOUT = About(
    name="shrink",
    title="Groups beside each other",
    question="How do groups differ, when small groups jump about by chance?",
    goes_in="One figure a group with its error variance: five groups or more.",
    how=(
        "Each group's raw figure is pulled towards the mean of all, the more the fewer students stand behind it. Raw and "
        "pulled figures are shown beside each other."
    ),
    formula="shrunk = mu + (1 - B)(y - mu), B = v/(v + tau^2), tau^2 by REML; mu with Hartung & Knapp's t interval",
    how_sure="The 95 % limits hold on average over the groups, not for each group alone. They carry that the spread between groups is itself only estimated.",
    not_for="Ranking groups, or a league table.",
    estimand="the true figure of each group, on average over groups",
    proof=Proof.AVERAGE_COVERAGE,
    sources=(
        "Raudenbush, S. W. (2009). Analyzing effect sizes: Random-effects models. In Cooper, Hedges & Valentine (Eds.), The handbook of research synthesis and meta-analysis.",
        "Hartung, J., & Knapp, G. (2001). A refined method for the meta-analysis of controlled clinical trials with binary outcome. Statistics in Medicine, 20(24), 3875-3889.",
        "Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects model. Journal of Educational and Behavioral Statistics, 30(3), 261-293.",
        "Gelman, A. (2006). Prior distributions for variance parameters in hierarchical models. Bayesian Analysis, 1(3), 515-534.",
    ),
    reference='metafor 3.8-1: rma(method = "REML", test = "knha") and blup (values; its limits are too narrow)',
    states={
        "not_enough": "There are fewer than five groups.",
        "named": "The groups can be set side by side.",
    },
)


@dataclass(frozen=True, slots=True)
class Group:
    """`raw` with its own limits, `value` pulled to the mean with limits that hold on average."""

    raw: float
    raw_low: float
    raw_high: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shrunk:
    """`mean` of all groups with limits; `tau`: standard deviation of the true figures between groups."""

    state: str
    groups: tuple[Group, ...] = ()
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    tau: float | None = None


def shrink(figures: ArrayLike, variances: ArrayLike, settings: ShrinkSettings = DEFAULT) -> Shrunk:
    """One figure and its error variance (above 0) a group."""
    y, v = np.asarray(figures, np.float64), np.asarray(variances, np.float64)
    if not (v > 0).all():
        raise ValueError("each group needs an error variance above 0")
    k = len(y)
    if k < settings.groups_needed:
        return Shrunk("not_enough")
    tau2 = reml(y, v)
    w = 1 / (v + tau2)
    mu = float((w * y).sum() / w.sum())
    t = float(special.stdtrit(k - 1, 0.975))
    half = t * hartung_knapp(y, w, mu)
    value = mu + (tau2 / (v + tau2)) * (y - mu)
    spread = t * _spread(y, v, value, settings)
    raw = Z95 * np.sqrt(v)
    columns = np.stack([y, y - raw, y + raw, value, value - spread, value + spread], axis=1)
    return Shrunk(
        "named", tuple(Group(*row) for row in columns.tolist()), mu, mu - half, mu + half, tau2**0.5
    )


def shares(hits: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """(shares, error variances) of counts; the variance of a share of 0 or 1 is that with one more hit and one more miss."""
    x, size = np.asarray(hits, np.float64), np.asarray(n, np.float64)
    p = (x + 1) / (size + 2)
    return x / size, p * (1 - p) / size


def hartung_knapp(y: Floats, w: Floats, mu: float) -> float:
    """Standard error of the mean of all groups (Hartung & Knapp 2001)."""
    return float(np.sqrt((w * (y - mu) ** 2).sum() / ((len(y) - 1) * w.sum())))


def _spread(y: Floats, v: Floats, value: Floats, settings: ShrinkSettings) -> Floats:
    """Root mean square distance of the true figures from `value`, averaged over tau."""
    top = settings.reach * float(y.std(ddof=1) + np.sqrt(v.mean()))
    tau2 = (((np.arange(settings.grid) + 0.5) / settings.grid * top) ** 2)[:, None]
    w = 1 / (v + tau2)
    total = w.sum(axis=1, keepdims=True)
    mu = (w * y).sum(axis=1, keepdims=True) / total
    likelihood = (np.log(w) - w * (y - mu) ** 2).sum(axis=1, keepdims=True) / 2 - np.log(total) / 2
    chance = np.exp(likelihood - likelihood.max())
    chance /= chance.sum()
    b = v / (v + tau2)
    middle = mu + (1 - b) * (y - mu)
    square = b * tau2 + b**2 / total + (middle - value) ** 2
    return np.asarray(np.sqrt((chance * square).sum(axis=0)), np.float64)


def reml(y: Floats, v: Floats) -> float:
    """tau^2 where the restricted likelihood is highest, by Fisher scoring, 0 at the least (Viechtbauer 2005).

    A step that would lower the likelihood is halved: plain scoring goes to and fro for ever on some data.
    """
    tau2 = max(0.0, float(y.var(ddof=1) - v.mean()))
    here = _restricted(y, v, tau2)
    for _ in range(500):
        step = _score(y, v, tau2)
        while tau2 + step < 0 or (next_ := _restricted(y, v, tau2 + step)) < here:
            step /= 2
            if abs(step) < 1e-15 * (1 + tau2):
                step, next_ = 0.0, here
                break
        tau2, here = tau2 + step, next_
        if abs(step) < 1e-13 * (1 + tau2):
            break
    return 0.0 if tau2 < 1e-9 * float(v.min()) else tau2


def _restricted(y: Floats, v: Floats, tau2: float) -> float:
    """The restricted log likelihood, but for a constant."""
    w = 1 / (v + tau2)
    mu = float((w * y).sum() / w.sum())
    return 0.5 * float(np.log(w).sum() - np.log(w.sum()) - (w * (y - mu) ** 2).sum())


def _score(y: Floats, v: Floats, tau2: float) -> float:
    w = 1 / (v + tau2)
    s1, s2, s3 = (float((w**p).sum()) for p in (1, 2, 3))
    mu = float((w * y).sum()) / s1
    trace = s1 - s2 / s1
    square = s2 - 2 * s3 / s1 + (s2 / s1) ** 2
    return (float((w**2 * (y - mu) ** 2).sum()) - trace) / square
