"""Drawn groups with known true figures."""

import numpy as np

from waypost.measures.shrink import DEFAULT, shrink


def average_coverage(rng, groups, tau, sets, settings=DEFAULT):
    """Share of true figures that lie within the limits, over groups and sets. Error variances from .01 to .08."""
    held = []
    for _ in range(sets):
        variances = rng.uniform(0.01, 0.08, groups)
        truth = 0.3 + tau * rng.normal(size=groups)
        found = shrink(truth + np.sqrt(variances) * rng.normal(size=groups), variances, settings)
        held += [g.low <= t <= g.high for g, t in zip(found.groups, truth, strict=True)]
    return float(np.mean(held))
