"""Can means of classes be told apart? ICC(1) and ICC(2) from a one-way analysis of variance (Bliese 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from .numbers import DEFAULT, ScaleSettings


@dataclass(frozen=True, slots=True)
class ClassMeans:
    """`alike`: ICC(1), how alike students of one class are; `reliable`: ICC(2) of class means with its interval.

    `compare`: whether the means may stand side by side. `state` is "named", "not_enough" or "no_variation".
    """

    state: str
    classes: int
    n: int
    alike: float | None = None
    reliable: float | None = None
    low: float | None = None
    high: float | None = None
    compare: bool = False


def class_means(
    scores: ArrayLike, classes: Sequence[object], settings: ScaleSettings = DEFAULT
) -> ClassMeans:
    """Scores (n) and the class of each; NaN scores are left out. Negative estimates are kept: they mean no difference."""
    score = np.asarray(scores, np.float64)
    known = ~np.isnan(score)
    score = score[known]
    _, place, sizes = np.unique(np.asarray(classes)[known], return_inverse=True, return_counts=True)
    n, groups = len(score), len(sizes)
    if groups < 2 or n <= groups:
        return ClassMeans("not_enough", groups, n)
    means = np.bincount(place, score) / sizes
    within = float(((score - means[place]) ** 2).sum()) / (n - groups)
    between = float((sizes * (means - score.mean()) ** 2).sum()) / (groups - 1)
    if within < 1e-12 or between < 1e-12:
        return ClassMeans("no_variation", groups, n)
    size = (n - float((sizes**2).sum()) / n) / (groups - 1)
    ratio = between / within
    # Exact for classes of one size: the ratio of mean squares is F, up to its expectation (Shrout & Fleiss 1979).
    high, low = (1 - special.fdtri(groups - 1, n - groups, p) / ratio for p in (0.025, 0.975))
    reliable = 1 - 1 / ratio
    return ClassMeans(
        "named",
        groups,
        n,
        alike=(ratio - 1) / (ratio + size - 1),
        reliable=reliable,
        low=float(low),
        high=float(high),
        compare=reliable >= settings.compare_from,
    )
