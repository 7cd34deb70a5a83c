"""Do people agree on what matters? Kendall's W of the points they gave, within a group and between groups.

m people give points to n indicators; each person's points become ranks (ties share theirs). With S the sum of squared
deviations of the rank sums from their mean and t the sizes of ties within a person:

    W = 12 S / (m^2 (n^3 - n) - m sum(t^3 - t))                     (Kendall & Babington Smith 1939; Kendall 1948)

0 is no agreement, 1 the same order from all. Between two groups: the mean rank correlation of all pairs of one person
from each. Must not be used for: saying that a minority is wrong, or as a vote; heads of a large group never outweigh a
small one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, What success means here"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ConcordanceSettings:
    raters_needed: int = setting(5, "People in a group before their agreement is named.", PINNED)
    indicators_needed: int = setting(3, "Indicators before agreement on them is named.", PINNED)


DEFAULT = ConcordanceSettings()

ABOUT = About(
    name="concordance",
    title="Agreement on what matters",
    question="Do students, families, staff and partners put the indicators in the same order, each group and all together?",
    goes_in="The 100 points that each person shared out over the indicators.",
    how=(
        "Each person's points become an order. Kendall's W says how alike these orders are within a group, from 0 (no "
        "agreement) to 1 (the same). Two groups are set side by side by the mean correlation of one order from each."
    ),
    formula="W = 12 S / (m^2 (n^3 - n) - m sum(t^3 - t)), ties corrected",
    how_sure="From 5 people and 3 indicators on. It describes those who took part; there is no interval.",
    not_for="Outvoting a small group, or calling one order right.",
    estimand="agreement of the orders of those who took part",
    proof=Proof.IDENTITY,
    sources=(
        "Kendall, M. G. (1948). Rank correlation methods. Griffin.",
        "Kendall, M. G., & Babington Smith, B. (1939). The problem of m rankings. Annals of Mathematical Statistics, 10(3), 275-287.",
    ),
    reference="irr 0.84.1 (kendall, correct = TRUE), friedman.test of R 4.2",
    states={
        "not_enough": "Fewer than five people, or fewer than three indicators.",
        "no_variation": "Everybody gave all indicators the same points.",
        "named": "Agreement can be named.",
    },
)


@dataclass(frozen=True, slots=True)
class Concordance:
    """`w` is None unless `state` is "named"."""

    state: str
    raters: int
    indicators: int
    w: float | None = None


def concordance(points: ArrayLike, settings: ConcordanceSettings = DEFAULT) -> Concordance:
    """Points (people, indicators) of one group."""
    table = np.asarray(points, np.float64)
    raters, indicators = table.shape if table.ndim == 2 else (len(table), 0)
    if raters < settings.raters_needed or indicators < settings.indicators_needed:
        return Concordance("not_enough", raters, indicators)
    order = ranks(table)
    sums = order.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(float((t**3 - t).sum()) for t in (np.unique(row, return_counts=True)[1] for row in table))
    whole = raters**2 * (indicators**3 - indicators) - raters * ties
    if whole <= 0:
        return Concordance("no_variation", raters, indicators)
    return Concordance("named", raters, indicators, 12 * spread / whole)


def between(
    groups: Mapping[str, ArrayLike], settings: ConcordanceSettings = DEFAULT
) -> dict[tuple[str, str], float]:
    """(group, group) -> mean rank correlation of all pairs of one person from each; groups too small are left out.

    Someone who gave all indicators the same points has no order and counts as 0 with everybody.
    """
    middle = {
        name: _centred(ranks(table)).mean(axis=0)
        for name, table in ((name, np.asarray(points, np.float64)) for name, points in groups.items())
        if len(table) >= settings.raters_needed and table.shape[1] >= settings.indicators_needed
    }
    return {
        (one, other): float(middle[one] @ middle[other]) for one, other in combinations(sorted(middle), 2)
    }


def ranks(points: Floats) -> Floats:
    """Ranks from 1 within each row, ties sharing their mean."""
    below = (points[:, :, None] > points[:, None, :]).sum(axis=2)
    equal = (points[:, :, None] == points[:, None, :]).sum(axis=2)
    return below + (equal + 1) / 2


def _centred(order: Floats) -> Floats:
    """Rows of mean 0 and length 1, so that a product of two is their correlation; rows without an order are 0."""
    away = order - order.mean(axis=1, keepdims=True)
    length = np.sqrt((away**2).sum(axis=1, keepdims=True))
    return np.divide(away, length, out=np.zeros_like(away), where=length > 0)
