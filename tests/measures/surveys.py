"""Drawn surveys with a known truth."""

import numpy as np


def wave(rng, students, loadings, levels=None):
    """Answers (students, items) of one factor; `levels`: cut into so many levels, else as they are."""
    weights = np.asarray(loadings, float)
    factor = rng.normal(size=(students, 1))
    answers = factor * weights + np.sqrt(1 - weights**2) * rng.normal(size=(students, len(weights)))
    if levels is None:
        return answers
    return np.clip(np.round(answers * levels / 4 + (levels + 1) / 2), 1, levels)


def true_alpha(loadings, levels=None):
    """Alpha of the model that `wave` draws from: exact for the answers as they are, else from a very large wave."""
    weights = np.asarray(loadings, float)
    items = len(weights)
    if levels is None:
        covariance = np.outer(weights, weights)
        np.fill_diagonal(covariance, 1)
    else:
        covariance = np.cov(wave(np.random.default_rng(0), 1_000_000, loadings, levels), rowvar=False)
    return items / (items - 1) * (1 - np.trace(covariance) / covariance.sum())
