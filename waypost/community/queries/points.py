"""How the points fell, from the release of the round alone: by group, and with the groups counted equally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waypost.trust.models import ReleaseCell
from waypost.trust.releases import shown

from ..figures import AGREEMENT, ALIKE, AUDIENCE, column, pair
from ..models import Charter, Group, Indicator, Kept

APART = 8  # points between two groups that are named as a difference
#: Kendall's W from which a group is said to agree so much (after Schmidt 1997, Decision Sciences 28, 763-774).
_AGREE = (
    (0.7, gettext_lazy("agree strongly")), (0.5, gettext_lazy("agree fairly well")), (0.3, gettext_lazy("agree a little")), (0.0, gettext_lazy("hardly agree among themselves")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """Points of a group; None where only "10 or fewer" (or `high`: "90 or more") may be said. `about` is reckoned with."""

    points: int | None
    about: float
    high: bool = False

    @property
    def words(self) -> str:
        if self.points is not None:
            return str(self.points)
        return _("90 or more") if self.high else _("10 or fewer")


@dataclass(frozen=True, slots=True)
class OfGroup:
    group: str
    label: str
    shares: Mapping[int, Share]
    agreement: str


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: its weight with the groups counted equally, and each group's points."""

    indicator: Indicator
    weight: float
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Fallen:
    """What came of the points. `groups` empty: not counted yet, or no group had ten."""

    ready: bool
    groups: list[OfGroup] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    few: list[str] = field(default_factory=list)


def fallen(charter: Charter) -> Fallen:
    """For anybody who reads the charter."""
    few = [str(Group(g).label) for g in charter.too_few]
    if charter.figures_made is None:
        return Fallen(False)
    cells = {(c.line, c.column): c for c in shown(charter.name, charter.year, AUDIENCE)}
    indicators = list(charter.indicators.exclude(state=Kept.WAITING).order_by("pk"))
    asked = [i for i in indicators if any(line_of(cells, g, i.pk) for g in Group.values)]
    groups = [g for g in (_of_group(cells, group, asked) for group in Group.values) if g is not None]
    lines = [_line(i, groups) for i in asked] if groups else []
    return Fallen(
        True, groups, sorted(lines, key=lambda x: (-x.weight, x.indicator.pk)), _differences(cells, groups, lines), few
    )  # fmt: skip


def line_of(
    cells: Mapping[tuple[str, str], ReleaseCell], group: str, indicator_id: int
) -> ReleaseCell | None:
    return cells.get((group, column(indicator_id)))


def _of_group(
    cells: Mapping[tuple[str, str], ReleaseCell], group: str, asked: Sequence[Indicator]
) -> OfGroup | None:
    own = {i.pk: c for i in asked if (c := line_of(cells, group, i.pk)) is not None and c.shown}
    if not own or len(own) < len(asked):
        return None
    known = {pk: round(100 * c.value) for pk, c in own.items() if c.value is not None}
    high = [pk for pk, c in own.items() if c.words.startswith(">")]
    rest = [pk for pk in own if pk not in known and pk not in high]
    left = max(0.0, 100 - sum(known.values()) - 95 * len(high))
    about = {**known, **dict.fromkeys(high, 95), **dict.fromkeys(rest, left / len(rest) if rest else 0.0)}
    shares = {pk: Share(known.get(pk), float(about[pk]), pk in high) for pk in own}
    return OfGroup(group, str(Group(group).label), shares, _agreement(cells.get((group, AGREEMENT))))


def _agreement(cell: ReleaseCell | None) -> str:
    if cell is None or not cell.shown:
        return ""
    w = cell.value if cell.value is not None else (0.95 if cell.words.startswith(">") else 0.05)
    return next(str(words) for edge, words in _AGREE if w >= edge)


def _line(indicator: Indicator, groups: Sequence[OfGroup]) -> Line:
    shares = [g.shares[indicator.pk] for g in groups]
    return Line(indicator, sum(s.about for s in shares) / len(shares), shares)


def _differences(
    cells: Mapping[tuple[str, str], ReleaseCell], groups: Sequence[OfGroup], lines: Sequence[Line]
) -> list[str]:
    """Where two groups lie furthest apart, in sentences; and pairs that order things alike."""
    found: list[tuple[float, str]] = []
    for line in lines:
        pairs = sorted(zip(line.shares, groups, strict=True), key=lambda pair: pair[0].about)
        (low, least), (high, most) = pairs[0], pairs[-1]
        if high.about - low.about >= APART:
            sentence = _("“%(what)s”: %(most)s give it %(high)s points, %(least)s %(low)s.") % {
                "what": line.indicator.words, "most": most.label, "high": high.words,
                "least": least.label, "low": low.words,
            }  # fmt: skip
            found.append((high.about - low.about, sentence))
    said = [sentence for _gap, sentence in sorted(found, reverse=True)[:4]]
    return said + _alike(cells, groups)


def _alike(cells: Mapping[tuple[str, str], ReleaseCell], groups: Sequence[OfGroup]) -> list[str]:
    best: list[tuple[float, OfGroup, OfGroup]] = []
    for n, one in enumerate(groups):
        for other in groups[n + 1 :]:
            cell = cells.get((pair(one.group, other.group), ALIKE))
            if cell is not None and cell.shown and cell.value is not None:
                best.append((cell.value, one, other))
    if len(best) < 2:
        return []
    _value, one, other = max(best, key=lambda row: row[0])
    _least, first, second = min(best, key=lambda row: row[0])
    return [
        _("Most alike in their order: %(one)s and %(other)s. Least alike: %(first)s and %(second)s.")
        % {"one": one.label, "other": other.label, "first": first.label, "second": second.label}
    ]
