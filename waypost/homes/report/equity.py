"""For whom: outcomes and attention by the attributes of the roster, whole school, from releases alone (MEASURES, Equity).

The difference of two groups has the interval that follows from the two released ones (Newcombe 1998, method 10; for means
the same rule, Zou & Donner 2008): no interval is computed from anybody's data here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from django.utils.translation import gettext as _

from waypost.trust.models import ReleaseCell
from waypost.web import say

from .. import releases
from ..labels import group_label, said
from .beside import Beside, beside


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    told: str
    value: float | None
    low: float | None
    high: float | None
    band: str


@dataclass(frozen=True, slots=True)
class Column:
    """One figure over the groups of one attribute."""

    slug: str
    title: str
    how: str
    groups: list[Group]
    differences: list[str] = field(default_factory=list)
    beside: Beside | None = None


def columns(cells: list[ReleaseCell]) -> list[Column]:
    """Each figure with its groups; [] before the first release."""
    whole = {c.column: c for c in cells if c.line == releases.SCHOOL}
    found = []
    for slug in releases.COLUMNS:
        mine = {c.partition("/")[2]: cell for c, cell in sorted(whole.items()) if c.partition("/")[0] == slug}
        groups = {name: _group(name, cell) for name, cell in mine.items() if name}
        if groups:
            found.append(
                Column(
                    slug,
                    title(slug),
                    HOW[slug],
                    list(groups.values()),
                    differences(groups),
                    beside(cells, slug),
                )
            )
    return found


def title(slug: str) -> str:
    return {
        "secure": _("Skills that are secure"),
        "talked": _("Somebody talked with them, in 20 school days"),
        "feedback": _("Somebody judged their work with a reason, in 20 school days"),
        "celebrated": _("Somebody celebrated them, in 20 school days"),
    }[slug]


HOW = {"secure": "mastery", "talked": "conversations", "feedback": "effects", "celebrated": "effects"}


def _group(name: str, cell: ReleaseCell) -> Group:
    return Group(
        group_label(name), said(cell), cell.value if cell.shown else None, cell.low, cell.high, cell.band
    )


def differences(groups: Mapping[str, Group]) -> list[str]:
    """Pairs of groups of one attribute that are both shown with an interval, in a sentence each."""
    told = []
    for (one, a), (other, b) in combinations(groups.items(), 2):
        if one.partition("=")[0] != other.partition("=")[0]:
            continue
        found = difference(a, b)
        if found is not None:
            told.append(_sentence(a.label, b.label, *found))
    return told


def difference(a: Group, b: Group) -> tuple[float, float, float] | None:
    """First minus second with its interval, from the two intervals; None where one isn't known.

    >>> g = lambda v, l, h: Group("", "", v, l, h, "")
    >>> [round(x, 4) for x in difference(g(56 / 70, 0.691834, 0.876953), g(48 / 80, 0.490455, 0.700382))]
    [0.2, 0.0524, 0.3339]
    """
    if a.value is None or a.low is None or a.high is None:
        return None
    if b.value is None or b.low is None or b.high is None:
        return None
    gap = a.value - b.value
    low = gap - ((a.value - a.low) ** 2 + (b.high - b.value) ** 2) ** 0.5
    high = gap + ((a.high - a.value) ** 2 + (b.value - b.low) ** 2) ** 0.5
    return gap, low, high


def _sentence(one: str, other: str, gap: float, low: float, high: float) -> str:
    if low <= 0 <= high:
        return _("Between %(one)s and %(other)s no difference can be told (%(least)s to %(most)s points).") % {
            "one": one, "other": other, "least": _points(low), "most": _points(high),
        }  # fmt: skip
    more, fewer = (one, other) if gap > 0 else (other, one)
    near, far = sorted((abs(low), abs(high)))
    return _("More for %(more)s than for %(fewer)s: between %(least)s and %(most)s points of 100.") % {
        "more": more, "fewer": fewer, "least": _points(near), "most": _points(far),
    }  # fmt: skip


def _points(share: float) -> str:
    """With a true minus: a hyphen is lost at the end of a line, and turns round in Arabic."""
    return say.number(round(100 * share)).replace("-", "\N{MINUS SIGN}")
