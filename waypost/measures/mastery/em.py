"""The kernels of the fit: one skill, all its sequences. Expectation-maximization with Beta priors.

Hidden Markov model with two states (not known, known) after Corbett & Anderson (1995), with forgetting.
A sequence is one student's answers to the skill, in order; `start` has one entry more than there are sequences.
`theta` is (prior, learn, guess, slip, forget); `pseudo` (5, 2) are the pseudo-counts of the Beta priors: as many
imagined cases for and against.
"""

from __future__ import annotations

import math

import numpy as np

from ..jit import kernel

MOST = 0.5  # of guess and slip: else "known" and "not known" could change places
EDGE = 1e-6


@kernel
def log_posterior(theta, pseudo, loglik):  # type: ignore[no-untyped-def]
    total = loglik
    for k in range(5):
        total += pseudo[k, 0] * math.log(theta[k]) + pseudo[k, 1] * math.log(1.0 - theta[k])
    return total


@kernel
def expect(theta, answer, start, known, ahead, counts):  # type: ignore[no-untyped-def]
    """Fill the expected counts (5, 2), for and against each parameter; gives the log-likelihood.

    known, ahead: scratch as long as the longest sequence. Forward filter, then smoothing backwards (Rauch).
    """
    prior, learn, guess, slip, forget = theta[0], theta[1], theta[2], theta[3], theta[4]
    counts[:] = 0.0
    loglik = 0.0
    for s in range(len(start) - 1):
        first, n = start[s], start[s + 1] - start[s]
        p = prior
        scale = 1.0
        for t in range(n):
            ahead[t] = p
            if answer[first + t] == 1:
                hit, miss = p * (1.0 - slip), (1.0 - p) * guess
            else:
                hit, miss = p * slip, (1.0 - p) * (1.0 - guess)
            both = hit + miss
            scale *= both
            if scale < 1e-100:
                loglik += math.log(scale)
                scale = 1.0
            known[t] = hit / both
            p = known[t] * (1.0 - forget) + (1.0 - known[t]) * learn
        loglik += math.log(scale)
        g = known[n - 1]
        for t in range(n - 1, -1, -1):
            if t < n - 1:
                up, down = g / ahead[t + 1], (1.0 - g) / (1.0 - ahead[t + 1])
                stay = known[t] * (1.0 - forget) * up
                lost = known[t] * forget * down
                gain = (1.0 - known[t]) * learn * up
                counts[4, 0] += lost
                counts[4, 1] += stay
                counts[1, 0] += gain
                g = stay + lost
                counts[1, 1] += 1.0 - g - gain
            if answer[first + t] == 1:
                counts[2, 0] += 1.0 - g
                counts[3, 1] += g
            else:
                counts[2, 1] += 1.0 - g
                counts[3, 0] += g
        counts[0, 0] += g
        counts[0, 1] += 1.0 - g
    return loglik


@kernel
def maximize(theta, counts, pseudo):  # type: ignore[no-untyped-def]
    for k in range(5):
        hit, miss = counts[k, 0] + pseudo[k, 0], counts[k, 1] + pseudo[k, 1]
        share = hit / (hit + miss) if hit + miss > 0.0 else theta[k]
        most = MOST - EDGE if k == 2 or k == 3 else 1.0 - EDGE
        theta[k] = min(max(share, EDGE), most)


@kernel
def climb(theta, answer, start, pseudo, steps, tolerance):  # type: ignore[no-untyped-def]
    """At most `steps` rounds, in place, until the log posterior rises by less than `tolerance`; gives the last one."""
    longest = 1
    for s in range(len(start) - 1):
        longest = max(longest, start[s + 1] - start[s])
    known, ahead, counts = np.zeros(longest), np.zeros(longest), np.zeros((5, 2))
    before = -np.inf
    for _ in range(steps):
        now = log_posterior(theta, pseudo, expect(theta, answer, start, known, ahead, counts))
        if now - before < tolerance:
            break
        before = now
        maximize(theta, counts, pseudo)
    return log_posterior(theta, pseudo, expect(theta, answer, start, known, ahead, counts))


@kernel
def best_of(starts, answer, start, pseudo, tries, steps, tolerance):  # type: ignore[no-untyped-def]
    """From each of `starts` (m, 5) some rounds, from the best one of them to the end: (theta, log posterior)."""
    best, highest = starts[0].copy(), -np.inf
    for m in range(len(starts)):
        theta = starts[m].copy()
        reached = climb(theta, answer, start, pseudo, tries, tolerance)
        if reached > highest:
            highest = reached
            best = theta
    reached = climb(best, answer, start, pseudo, steps, tolerance)
    return best, reached


@kernel
def score(theta, answer, start, gradient):  # type: ignore[no-untyped-def]
    """The gradient (5) of the log-likelihood by the logits of theta; the recursion of `kernel`, row by row."""
    prior, learn, guess, slip, forget = theta[0], theta[1], theta[2], theta[3], theta[4]
    gradient[:] = 0.0
    d = np.zeros(5)
    for s in range(len(start) - 1):
        odds = prior / (1.0 - prior)
        d[:] = 0.0
        d[0] = 1.0
        for t in range(start[s], start[s + 1]):
            p = odds / (1.0 + odds)
            right = p * (1.0 - slip) + (1.0 - p) * guess
            sign = 1.0 / right if answer[t] == 1 else -1.0 / (1.0 - right)
            slope = p * (1.0 - p) * (1.0 - slip - guess)
            for k in range(5):
                gradient[k] += sign * slope * d[k]
            gradient[2] += sign * (1.0 - p) * guess * (1.0 - guess)
            gradient[3] -= sign * p * slip * (1.0 - slip)
            if answer[t] == 1:
                odds *= (1.0 - slip) / guess
                d[2] -= 1.0 - guess
                d[3] -= slip
            else:
                odds *= slip / (1.0 - guess)
                d[2] += guess
                d[3] += 1.0 - slip
            a, b = odds * (1.0 - forget) + learn, odds * forget + (1.0 - learn)
            shrink = odds * (1.0 - forget - learn) / (a * b)
            both = 1.0 / a + 1.0 / b
            for k in range(5):
                d[k] *= shrink
            d[1] += learn * (1.0 - learn) * both
            d[4] -= forget * (1.0 - forget) * odds * both
            odds = a / b
