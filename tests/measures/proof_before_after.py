""" "Did it help?" at full size: coverage of NAP's interval, useless help, served earlier or later. For `make proof`."""

import numpy as np
import pytest
from scipy import special

from waypost.measures.before_after import overlap, served_earlier_or_later

from ..proof import record
from .useless_help import share_said_higher

pytestmark = pytest.mark.proof
SETS = 4000


@pytest.mark.parametrize(("before", "after"), [(5, 5), (6, 10), (12, 12)])
@pytest.mark.parametrize("nap", [0.5, 0.7, 0.85])
def test_intervals_of_nap_hold_the_truth(before, after, nap):
    """Normal values, unrelated; `after` moved so that NAP is as said."""
    rng = np.random.default_rng(before)
    apart = special.ndtri(nap) * 2**0.5
    held = 0
    for _ in range(SETS):
        found = overlap(rng.normal(size=before), rng.normal(size=after) + apart)
        held += found.low <= nap <= found.high
    share = held / SETS
    record(f"NAP {nap}, {before} + {after} points", f"{share:.3f} of {SETS}", "at least 0.93", share >= 0.93)
    assert share >= 0.93


@pytest.mark.parametrize("alike", [0.0, 0.3])
def test_useless_help_at_the_worst_weeks_says_higher_no_more_often_than_chance(alike):
    """Beside help after any two weeks of the same students: weeks that are alike raise both."""
    ours, others, chance = share_said_higher(np.random.default_rng(1), SETS, alike)
    most = chance + 2 * (2 * chance * (1 - chance) / SETS) ** 0.5
    record(
        f"useless help at the worst weeks, weeks alike by {alike}",
        f"{ours:.4f} higher afterwards (with the worst weeks as baseline {others:.4f})",
        f"at most chance, {chance:.4f} (up to {most:.4f} by the draw)",
        ours <= most,
    )
    assert ours <= most


def test_served_earlier_or_later_holds_the_truth():
    """Everybody fell before the signal and recovers by himself; help adds .3 of a standard deviation."""
    rng = np.random.default_rng(2)
    held = higher = 0
    wait = np.array([2.0] * 12 + [np.nan] * 12)
    for _ in range(SETS):
        usual = rng.normal(size=24)
        before, after = usual + 0.7 * rng.normal(size=24), 0.8 * usual + 0.7 * rng.normal(size=24)
        plain = served_earlier_or_later(before, after, wait)
        higher += plain.state == "higher_afterwards"
        helped = served_earlier_or_later(before, after + 0.3 * (wait == 2), wait)
        held += helped.low <= 0.3 <= helped.high
    share, false = held / SETS, higher / SETS
    record("served earlier or later", f"{share:.3f} of {SETS}", "0.93 to 0.975", 0.93 <= share <= 0.975)
    record("useless help, served earlier", f"{false:.4f} higher", "0.018 to 0.032", 0.018 <= false <= 0.032)
    assert 0.93 <= share <= 0.975
    assert 0.018 <= false <= 0.032
