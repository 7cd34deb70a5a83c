"""Intervals and tail probabilities from `math` alone, so that a web page may use them without scipy."""

from __future__ import annotations

import math

Z95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution


def wilson(hits: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson 1927; method 3 of Newcombe 1998, Statist. Med. 17, 857-872).

    >>> tuple(round(x, 4) for x in wilson(81, 263))
    (0.2553, 0.3662)
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"a proportion needs 0 <= hits <= n and n > 0, not {hits} of {n}")
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # At 0 and at n the limit is 0 and 1 exactly; rounding would leave 1e-17.
    return (0.0 if hits == 0 else middle - half, 1.0 if hits == n else middle + half)


def newcombe(hits1: int, n1: int, hits2: int, n2: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a difference p1 - p2 of two independent proportions (method 10 of Newcombe 1998, 873-890).

    >>> tuple(round(x, 4) for x in newcombe(56, 70, 48, 80))
    (0.0524, 0.3339)
    """
    p1, p2 = hits1 / n1, hits2 / n2
    (low1, high1), (low2, high2) = wilson(hits1, n1, z), wilson(hits2, n2, z)
    below = math.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = math.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def beta_binomial_cdf(k: int, n: int, alpha: float, beta: float) -> float:
    """P(K <= k) of n days when the chance of each is itself Beta(alpha, beta)."""
    if k >= n:
        return 1.0
    return math.fsum(math.exp(_log_beta_binomial(i, n, alpha, beta)) for i in range(k + 1))


def _log_beta_binomial(k: int, n: int, alpha: float, beta: float) -> float:
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return choose + _log_beta(k + alpha, n - k + beta) - _log_beta(alpha, beta)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def negative_binomial_tail(k: int, shape: float, ratio: float) -> float:
    """P(K >= k) of a Poisson count whose rate is Gamma(shape, .), when the new exposure is `ratio` of the old.

    The Gamma-Poisson prediction: the next count after `shape` (earlier count plus prior) in one exposure.
    """
    if k <= 0:
        return 1.0
    log_stay, log_more = -math.log1p(ratio), math.log(ratio) - math.log1p(ratio)
    below = math.fsum(
        math.exp(
            math.lgamma(i + shape) - math.lgamma(shape) - math.lgamma(i + 1) + shape * log_stay + i * log_more
        )
        for i in range(k)
    )
    return max(0.0, 1.0 - below)


def gamma_cdf(x: float, shape: float) -> float:
    """The regularized lower incomplete gamma function P(shape, x), by its series (DLMF 8.11.4)."""
    if x <= 0:
        return 0.0
    if x > shape + 40 * math.sqrt(shape + 1) + 40:
        return 1.0
    term = total = 1.0
    divisor = shape
    while term > total * 1e-17:
        divisor += 1
        term *= x / divisor
        total += term
    return min(1.0, total * math.exp(shape * math.log(x) - x - math.lgamma(shape + 1)))


def gamma_quantile(p: float, shape: float, rate: float = 1.0) -> float:
    """The x with P(X <= x) = p, X ~ Gamma(shape, rate): bisection on the logarithm, to 1e-12 of the value."""
    if not 0 < p < 1:
        raise ValueError(f"a quantile needs 0 < p < 1, not {p}")
    low, high = math.log(1e-300), math.log(shape + 40 * math.sqrt(shape + 1) + 40)
    while high - low > 1e-13 * max(1.0, abs(low)):
        middle = (low + high) / 2
        if gamma_cdf(math.exp(middle), shape) < p:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2) / rate


def rate_interval(
    count: int, exposure: float, prior: float = 0.5, level: float = 0.95
) -> tuple[float, float]:
    """Credible interval of a rate: count events in `exposure`, prior Gamma(prior, 0) (Jeffreys: prior = .5)."""
    tail = (1 - level) / 2
    shape = count + prior
    return gamma_quantile(tail, shape, exposure), gamma_quantile(1 - tail, shape, exposure)
