"""Limited-memory BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5) for a smooth convex cost.

Plain sums of products instead of BLAS calls: on vectors of this length its threads cost ten times what they save when
other processes want the cores.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Cost = Callable[[Vector], tuple[float, Vector]]

KEPT = 15  # pairs of steps and changes of the slope
SHARE = 1e-4  # of the promised fall that a step must bring
ENOUGH = 1e-7  # relative fall at which it stops


def lbfgs(cost: Cost, start: Vector, scale: Vector, steps: int) -> Vector:
    """The minimum, or where it had come after so many steps. `scale`: a first guess of the inverse curvature."""
    at = start
    value, slope = cost(at)
    pairs: list[tuple[Vector, Vector, float]] = []
    for _ in range(steps):
        way = _direction(slope, pairs, scale)
        promised = _dot(slope, way)
        length, found = 1.0, cost(at + way)
        while found[0] > value + SHARE * length * promised and length > 1e-10:
            length /= 2
            found = cost(at + length * way)
        moved, change = length * way, found[1] - slope
        bend = _dot(moved, change)
        if bend > 0:
            pairs = [*pairs, (moved, change, bend)][-KEPT:]
        at, fall = at + moved, value - found[0]
        value, slope = found
        if fall <= ENOUGH * abs(value):
            break
    return at


def _direction(slope: Vector, pairs: list[tuple[Vector, Vector, float]], scale: Vector) -> Vector:
    way, weights = -slope, []
    for moved, change, bend in reversed(pairs):
        weight = _dot(moved, way) / bend
        weights.append(weight)
        way = way - weight * change
    way = way * scale
    if pairs:
        moved, change, bend = pairs[-1]
        way = way * (bend / _dot(change, change * scale))
    for (moved, change, bend), weight in zip(pairs, reversed(weights), strict=True):
        way = way + (weight - _dot(change, way) / bend) * moved
    return way


def _dot(a: Vector, b: Vector) -> float:
    return float((a * b).sum())
