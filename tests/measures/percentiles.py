"""Simulated groups whose mean growth percentile is known."""

import numpy as np

from waypost.measures.growth_percentiles import group

MEAN = 58.0


def group_coverage(rng, students, spread, sets):
    """Share of groups whose interval holds the truth: true percentiles around 58, each read with an error that the
    authority states (largest in the middle of the scale), as far as the scale goes."""
    held = 0
    for _ in range(sets):
        true = MEAN + spread * rng.uniform(-(3**0.5), 3**0.5, students)
        errors = 4 + 10 * np.sin(np.pi * true / 100)
        room = np.minimum(true - 1, 99 - true)
        read = true + np.clip(rng.normal(0, errors), -room, room)
        found = group(read, errors)
        held += found.low <= MEAN <= found.high
    return held / sets
