"""Do two people who look at the same thing say the same? Percent agreement, Cohen's kappa, Krippendorff's alpha.

Observers in one lesson, two markers of one piece of work, two coders of comments. With p the shares of the table of
pairs, e the shares that chance would give (the product of its margins), d the disagreement of two codes:

    kappa = 1 - sum(d p) / sum(d e)        d = 0 or 1; for levels d = (difference of levels)^2
    alpha = 1 - observed / expected disagreement, over all pairs of codes within units; any number of coders, gaps allowed

Sources: Cohen (1960, 1968); Fleiss, Cohen & Everitt (1969) for the interval of kappa; Krippendorff (2011) for alpha.
Must not be used for: judging an observer or a marker, or for telling that both are right: two can agree and be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .intervals import Z95
from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Agreement"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AgreementSettings:
    pairs_needed: int = setting(30, "Pairs of codes before agreement of two is named.", PINNED)
    units_needed: int = setting(
        10, "Units with two codes or more before Krippendorff's alpha is named.", PINNED
    )
    good: float = setting(0.8, "By convention enough to build on.", "Krippendorff (2011)")
    tentative: float = setting(
        0.667, "By convention enough for a first, careful conclusion.", "Krippendorff (2011)"
    )


DEFAULT = AgreementSettings()

ABOUT = About(
    name="agreement",
    title="Agreement of two who look",
    question="Do two people who look at the same lesson or the same work say the same?",
    goes_in="Pairs of codes or levels that two people gave to the same moment, piece of work or comment, each alone.",
    how=(
        "How often both said the same, and how much more often than two who know nothing of each other would by chance "
        "(Cohen's kappa). For levels a difference of two steps weighs four times as much as one. Where more than two "
        "looked, or some units have gaps, Krippendorff's alpha does the same."
    ),
    formula="kappa = 1 - sum(d p) / sum(d e); alpha = 1 - observed / expected disagreement",
    how_sure=(
        "From 30 pairs of codes on (alpha: 10 units); below that only the count is shown. Kappa has a 95 % interval "
        "for many pairs. The lines .80 and .667 are conventions, no laws."
    ),
    not_for="Judging an observer or a marker. Two can agree and both be wrong.",
    estimand="agreement beyond chance of two people like these over units like these",
    proof=Proof.IDENTITY,
    sources=(
        "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement, 20(1), 37-46.",
        "Cohen, J. (1968). Weighted kappa: Nominal scale agreement with provision for scaled disagreement or partial credit. Psychological Bulletin, 70(4), 213-220.",
        "Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. Psychological Bulletin, 72(5), 323-327.",
        "Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.",
    ),
    reference="irr 0.84.1 (agree, kappa2, kripp.alpha), psych 2.2.9 (cohen.kappa), PyPI krippendorff 0.9",
    states={
        "not_enough": "There are too few codes of two people yet.",
        "no_variation": "Everybody gave the same code all the time, so chance agreement cannot be told from real agreement.",
        "named": "Agreement can be named.",
    },
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people. `same`: share of pairs with equal codes. kappa None unless `state` is "named"."""

    state: str
    n: int
    same: float | None
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Alpha:
    """Any number of people. `units`: units with two codes or more; `codes`: codes in them."""

    state: str
    units: int
    codes: int
    value: float | None


def agreement(
    first: Sequence[object], second: Sequence[object], *, levels: bool, settings: AgreementSettings = DEFAULT
) -> Agreement:
    """Codes of two people for the same units, in the same order; `levels`: codes are numbers with equal steps."""
    if len(first) != len(second):
        raise ValueError(f"pairs are needed, not {len(first)} and {len(second)} codes")
    n = len(first)
    if n < settings.pairs_needed:
        return Agreement("not_enough", n, None, None, None, None)
    codes, table = pair_table(first, second)
    same = float(np.trace(table)) / n
    if len(codes) == 1:
        return Agreement("no_variation", n, same, None, None, None)
    apart = (
        squared_apart(np.asarray(codes, np.float64)) if levels else 1.0 - np.eye(len(codes), dtype=np.float64)
    )
    return Agreement("named", n, same, *kappa(table, apart))


def pair_table(
    first: Sequence[object], second: Sequence[object]
) -> tuple[NDArray[np.generic], NDArray[np.int64]]:
    """(codes in order, counts[k, k]: rows are the first person's codes)."""
    codes, places = np.unique(np.concatenate([np.asarray(first), np.asarray(second)]), return_inverse=True)
    table = np.zeros((len(codes), len(codes)), np.int64)
    np.add.at(table, (places[: len(first)], places[len(first) :]), 1)
    return codes, table


def squared_apart(levels: Floats) -> Floats:
    """Squared differences of levels (k, k): the quadratic weights."""
    return (levels[:, None] - levels[None, :]) ** 2


def kappa(table: ArrayLike, apart: ArrayLike) -> tuple[float, float, float]:
    """(kappa, low, high) of a square table of counts, with disagreement weights `apart` (0 on the diagonal).

    The 95 % interval is Fleiss, Cohen & Everitt's for many pairs (1969, formula 10, weights written as 1 - apart /
    its maximum: kappa is the same under any scale).

    >>> tuple(round(x, 3) for x in kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 1.0 - np.eye(3)))
    (0.492, 0.392, 0.591)
    """
    counts = np.asarray(table, np.float64)
    n = counts.sum()
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    d = np.asarray(apart, np.float64)
    w = 1 - d / d.max()
    observed, chance = float((w * p).sum()), float((w * np.outer(rows, columns)).sum())
    value = (observed - chance) / (1 - chance)
    marginal = (w @ columns)[:, None] + (rows @ w)[None, :]
    spread = (p * (w - marginal * (1 - value)) ** 2).sum() - (value - chance * (1 - value)) ** 2
    error = float(np.sqrt(max(0.0, spread) / n)) / (1 - chance)
    return value, max(-1.0, value - Z95 * error), min(1.0, value + Z95 * error)


def alpha(codes: ArrayLike, *, levels: bool, settings: AgreementSettings = DEFAULT) -> Alpha:
    """Krippendorff's alpha of codes (people, units), NaN where nobody looked; ordinal for levels, else nominal."""
    table = np.asarray(codes, np.float64)
    values = np.unique(table[~np.isnan(table)])
    counts = (table.T[:, :, None] == values).sum(axis=1).astype(np.float64)  # (units, values)
    looked = counts.sum(axis=1)
    counts, looked = counts[looked >= 2], looked[looked >= 2]
    total = int(looked.sum())
    if len(counts) < settings.units_needed:
        return Alpha("not_enough", len(counts), total, None)
    margins = counts.sum(axis=0)
    if np.count_nonzero(margins) == 1:
        return Alpha("no_variation", len(counts), total, None)
    apart = ordinal_apart(margins) if levels else 1.0 - np.eye(len(values))
    # Pairs of one unit weigh 1 / (codes in the unit - 1), so that each code counts once (Krippendorff 2011, step B).
    pairs = np.einsum("uc,uk,u->ck", counts, counts, 1 / (looked - 1))
    observed = float((pairs * apart).sum()) / total
    expected = float((np.outer(margins, margins) * apart).sum()) / (total * (total - 1))
    return Alpha("named", len(counts), total, 1 - observed / expected)


def ordinal_apart(margins: Floats) -> Floats:
    """Krippendorff's ordinal difference: the codes that lie between two values, half of each end, squared."""
    middle = np.cumsum(margins) - margins / 2
    return squared_apart(middle)
