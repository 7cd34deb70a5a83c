"""Drawn lessons with a known share."""

LOOKS = 12


def share_of(rng, middle, visited, sets):
    """(true mean share, hits (sets, visited)): lessons differ (a Beta with weight 6), looks are chance within them."""
    own = rng.beta(6 * middle, 6 * (1 - middle), (sets, visited))
    return middle, rng.binomial(LOOKS, own)
