"""How sure the fitted numbers are: the inverse of the penalized information, on the logit scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import em
from .parameters import Array

STEP = 1e-4  # of the central differences, on the logit scale


def penalty(middle: Array, weights: Array) -> Array:
    """Information (5) that the Beta priors add for each logit: weight * theta (1 - theta), at the middle."""
    return weights * middle * (1 - middle)


def covariance(theta: Array, answer: NDArray[np.int8], start: NDArray[np.int64], pull: Array) -> Array:
    """(5, 5): the inverse of observed information (central differences of the exact score) plus the priors'.

    At the edge (guess or slip at .5) the information may have a direction without curvature: there the priors'
    own is all that is known.
    """
    logit = np.log(theta) - np.log1p(-theta)
    hessian = np.zeros((5, 5))
    up, down = np.zeros(5), np.zeros(5)
    for k in range(5):
        step = np.zeros(5)
        step[k] = STEP
        em.score(1 / (1 + np.exp(-(logit + step))), answer, start, up)
        em.score(1 / (1 + np.exp(-(logit - step))), answer, start, down)
        hessian[k] = (up - down) / (2 * STEP)
    values, vectors = np.linalg.eigh(-(hessian + hessian.T) / 2)
    observed = (vectors * np.maximum(values, 0)) @ vectors.T
    return np.asarray(np.linalg.inv(observed + np.diag(pull)))


def spread(values: Array, middle: Array, pull: Array) -> Array:
    """(5, 5): how far skills lie apart around the middle, for a skill that has not been fitted."""
    if len(values) < 10:
        return np.diag(1 / pull)
    logits = np.log(values) - np.log1p(-values)
    away = logits - (np.log(middle) - np.log1p(-middle))
    return np.asarray(away.T @ away / len(values))
