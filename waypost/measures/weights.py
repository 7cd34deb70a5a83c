"""Is this year better than last, whoever's weights one takes?

Each indicator j has a change since last year c_j (up is better) with standard error s_j, and a change u_j that would be
worth while, fixed beforehand. In these units z_j = c_j / u_j. For weights w (summing to 1) this year is better if
sum(w z) > 0; over what chance may have done to the changes that has the probability

    share(w) = Phi( sum(w c/u) / sqrt( sum(w^2 (s/u)^2) ) )

It is given for the charter's weights (averaged within each group first, groups equal), for each group's own, over all
weights that somebody gave (groups equal), and over all weights there could be (the acceptability index of stochastic
multicriteria acceptability analysis: Lahdelma & Salminen 2001). Must not be used for: one student, one teacher, or a
single number of the school; heads are never pooled, since partners may be 10 and students 200.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, What success means here"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeightSettings:
    draws: int = setting(20_000, "Weightings drawn evenly from all there could be.")
    seed: int = setting(2001, "Seed of those: the same changes give the same share.")


DEFAULT = WeightSettings()

ABOUT = About(
    name="weights",
    title="Whoever's weights",
    question="Is this year better than last, whoever's weights one takes?",
    goes_in="The change of each indicator since last year with its error, the change that was fixed beforehand as worth while, and the points that people shared out.",
    how=(
        "Each change is measured in changes that would be worth while. With a person's weights these add up to better "
        "or worse. The share says in how many weightings, and in how much of what chance may have done, this year "
        "comes out better: with the charter's weights, with each group's, over all who gave weights, and over all "
        "weights there could be."
    ),
    formula="share(w) = Phi(sum(w c/u) / sqrt(sum(w^2 (s/u)^2))); averaged within groups, groups equal; over all w: 20,000 even draws",
    how_sure="The share carries the errors of the changes, taken as independent. A share near one half means: it depends on whose weights.",
    not_for="One student, one teacher, or one number for the school.",
    estimand="probability that this year is better, for given weights and over all weights",
    proof=Proof.IDENTITY,
    sources=(
        "Lahdelma, R., & Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group decision making. Operations Research, 49(3), 444-454.",
    ),
    reference="R package smaa 0.3-3 (smaa.values, smaa.ranks, smaa.cw); cases of two indicators by hand",
    states={"named": "The shares can be named."},
)


@dataclass(frozen=True, slots=True)
class Robustness:
    """Shares in which this year is better. `persons`: over all who gave weights, groups equal; `anybody`: over all
    weights there could be. `central`: the mean of those weights with which this year is better."""

    charter: float
    weights: tuple[float, ...]
    groups: Mapping[str, float]
    persons: float
    anybody: float
    central: tuple[float, ...] | None


def robustness(
    change: ArrayLike,
    error: ArrayLike,
    worthwhile: ArrayLike,
    points: Mapping[str, Sequence[Sequence[float]] | Floats],
    settings: WeightSettings = DEFAULT,
) -> Robustness:
    """Changes, errors and worthwhile changes of n indicators; points (people, n) of each group."""
    unit = np.asarray(worthwhile, np.float64)
    if not (unit > 0).all():
        raise ValueError("a worthwhile change is above 0")
    z, s = np.asarray(change, np.float64) / unit, np.asarray(error, np.float64) / unit
    own = {name: normalized(given) for name, given in points.items() if len(given)}
    own = {name: given for name, given in own.items() if len(given)}
    if not own:
        raise ValueError("nobody gave weights")
    middle = {name: given.mean(axis=0) for name, given in own.items()}
    charter = np.mean(list(middle.values()), axis=0)
    drawn = np.random.default_rng(settings.seed).dirichlet(np.ones(len(z)), settings.draws)
    better = share(drawn, z, s)
    total = float(better.sum())
    return Robustness(
        charter=float(share(charter[None], z, s)[0]),
        weights=tuple(charter.tolist()),
        groups={name: float(share(w[None], z, s)[0]) for name, w in middle.items()},
        persons=float(np.mean([share(given, z, s).mean() for given in own.values()])),
        anybody=total / settings.draws,
        central=tuple((better @ drawn / total).tolist()) if total > 1e-9 else None,
    )


def normalized(points: Sequence[Sequence[float]] | Floats) -> Floats:
    """Each row shares out 1; rows that gave nothing are left out."""
    table = np.asarray(points, np.float64)
    totals = table.sum(axis=1, keepdims=True)
    used = totals[:, 0] > 0
    return table[used] / totals[used]


def share(weights: Floats, z: Floats, s: Floats) -> Floats:
    """P(sum(w z) > 0) of each row of weights; one half where there is neither change nor error."""
    middle = weights @ z
    spread = np.sqrt((weights**2) @ (s**2))
    certain = np.where(middle > 0, np.inf, np.where(middle < 0, -np.inf, 0.0))
    score = np.divide(middle, spread, out=certain, where=spread > 1e-15)
    return np.asarray(special.ndtr(score), np.float64)
