"""The success profile in words, from its release alone: each indicator against the school's own aim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from waypost.trust.models import ReleaseCell
from waypost.web import say

from ..measured import MEASURED, Figure
from ..models import Charter, CharterState, Group, Indicator, Judged, Kept
from ..periods import Period, earlier, now
from ..profile import (
    ANYBODY,
    BETTER,
    PERSONS,
    SCHOOL,
    WHOLE,
    bounds,
    cells_of,
    scale_cells,
    weights_of,
)

MET, NOT_YET, UNKNOWN = "met", "not_yet", "unknown"
SURE, LIKELY = 0.9, 0.7  # shares of weightings from which a sentence says so


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. `cell` None: no figure, or not let out yet; `judged`: what people said at the last review."""

    indicator: Indicator
    figure: Figure | None
    cell: ReleaseCell | None = None
    state: str = UNKNOWN
    told: str = ""
    against: str = ""
    trend: str = ""
    change: float = 0.0  # since the figure before; 0 where none can be told
    groups: list[tuple[str, str]] = field(default_factory=list)
    judged: Judged | None = None

    @property
    def low(self) -> float | None:
        return self.cell.low if self.cell is not None else None

    @property
    def high(self) -> float | None:
        return self.cell.high if self.cell is not None else None

    @property
    def value(self) -> float | None:
        return self.cell.value if self.cell is not None else None


@dataclass(frozen=True, slots=True)
class Profile:
    """`charter` None: none is adopted yet. `whose`: sentences on how much depends on whose weights are taken."""

    charter: Charter | None
    period: Period | None = None
    made: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What a leader would ask first, in sentences: which aims are missed, and what went down or up since the time before."""
        return " ".join(said for said in (self._aims(), self._moved()) if said)

    def _aims(self) -> str:
        aims = [line for line in self.lines if line.cell is not None and line.against]
        if not aims:
            return ""
        missed = _quoted(line for line in aims if line.state == NOT_YET)
        if missed:
            return _("Not met yet: %(aims)s.") % {"aims": missed}
        if all(line.state == MET for line in aims):
            return _("Every aim with a figure is met.")
        return _("No aim is clearly missed, but not all can be told.")

    def _moved(self) -> str:
        down = _quoted(line for line in self.lines if line.change < 0)
        up = _quoted(line for line in self.lines if line.change > 0)
        return " ".join(
            words % {"what": which}
            for words, which in (
                (_("Lower than before: %(what)s."), down),
                (_("Higher than before: %(what)s."), up),
            )
            if which
        )


def _quoted(lines: Iterable[Line]) -> str:
    return say.listed([_("“%(words)s”") % {"words": line.indicator.words} for line in lines])


def of_school() -> Profile:
    """For a leader's page."""
    charter = Charter.objects.filter(state=CharterState.ADOPTED).first()
    period = now()
    if charter is None or period is None:
        return Profile(charter, period)
    cells = cells_of(period)
    before = earlier(period)
    past = {c.column: c for c in cells_of(before) if c.line == SCHOOL} if before else {}
    review = charter.reviews.prefetch_related("judged").first()
    judged = {j.indicator_id: j for j in review.judged.all()} if review else {}
    rows = charter.indicators.filter(state=Kept.SHOWN).order_by("pk")
    lines = sorted((_line(i, cells, past, before, judged) for i in rows), key=_urgent)
    return Profile(
        charter, period, max((c.made for c in cells), default=None), lines, _whose(charter, period, before)
    )


def _urgent(line: Line) -> int:
    """What needs a decision first: aims not met, then those that can't be told, met ones, and what has no figure."""
    if line.cell is None:
        return 3
    return {NOT_YET: 0, UNKNOWN: 1, MET: 2}[line.state]


@dataclass(frozen=True, slots=True)
class Row:
    """A released cell of the profile with the indicator and the charter it serves, for taking along."""

    charter: Charter
    indicator: Indicator
    cell: ReleaseCell
    period: str


def rows() -> list[Row]:
    """Every cell of the profile that goes with an indicator in force, hidden ones named as hidden."""
    found = of_school()
    if found.charter is None or found.period is None:
        return []
    cells, told = cells_of(found.period), []
    for line in found.lines:
        if line.figure is None:
            continue
        scale = [] if line.figure.values is not None else scale_cells(line.figure.slug)[:1]
        own = [c for c in cells if c.column.partition("/")[0] == line.figure.slug]
        told += [Row(found.charter, line.indicator, c, found.period.title) for c in [*scale, *own]]
    return told


def _line(
    indicator: Indicator,
    cells: list[ReleaseCell],
    past: Mapping[str, ReleaseCell],
    before: Period | None,
    judged: Mapping[int, Judged],
) -> Line:
    figure = MEASURED.get(indicator.figure)
    if figure is None:
        return Line(indicator, None, judged=judged.get(indicator.pk))
    whole: ReleaseCell | None
    then: ReleaseCell | None
    if figure.values is None:
        found = scale_cells(figure.slug)
        whole, then = (found[0] if found else None), (found[1] if len(found) > 1 else None)
        name = _("the survey before")
    else:
        whole = next((c for c in cells if c.line == SCHOOL and c.column == figure.slug), None)
        then, name = past.get(figure.slug), before.title if before else ""
    if whole is None or not whole.shown:
        return Line(indicator, figure)
    state = _state(whole, indicator.aim)
    return Line(
        indicator=indicator,
        figure=figure,
        cell=whole,
        state=state,
        told=_told(whole),
        against=_against(state, indicator.aim),
        trend=_trend(whole, then, name),
        change=_change(whole, then),
        groups=_groups(cells, figure.slug),
    )


def _state(cell: ReleaseCell, aim: float | None) -> str:
    if aim is None:
        return UNKNOWN
    low, high = bounds(cell)
    return MET if low >= aim else NOT_YET if high < aim else UNKNOWN


def _against(state: str, aim: float | None) -> str:
    if aim is None:
        return ""
    said = {
        MET: _("Our aim of %(aim)s is met."),
        NOT_YET: _("Our aim of %(aim)s is not met yet."),
        UNKNOWN: _("Whether our aim of %(aim)s is met can't be told from this."),
    }
    return said[state] % {"aim": say.percent(aim)}


def _told(cell: ReleaseCell) -> str:
    if cell.value is None:
        return _words(cell)
    if cell.low is None or cell.high is None:
        return say.percent(cell.value)
    return _("%(value)s (between %(low)s and %(high)s)") % {
        "value": say.percent(cell.value), "low": say.percent(cell.low), "high": say.percent(cell.high),
    }  # fmt: skip


def _words(cell: ReleaseCell) -> str:
    kind, _sep, share = cell.words.partition(" ")
    return (_("%(share)s or more") if kind == ">=" else _("%(share)s or less")) % {"share": share}


def _trend(cell: ReleaseCell, then: ReleaseCell | None, name: str) -> str:
    if then is None or not then.shown:
        return _("There is no earlier figure to set beside it yet.")
    change = _change(cell, then)
    where = {"when": name, "was": _words(then) if then.value is None else say.percent(then.value)}
    if not change:
        return _("Not clearly different from %(when)s (%(was)s).") % where
    return (
        _("Higher than in %(when)s (%(was)s).") if change > 0 else _("Lower than in %(when)s (%(was)s).")
    ) % where


def _change(cell: ReleaseCell, then: ReleaseCell | None) -> float:
    """0 where there is nothing to set it beside or chance might be all of it."""
    if then is None or not then.shown:
        return 0.0
    change = _middle(cell) - _middle(then)
    return change if abs(change) > (_half(cell) ** 2 + _half(then) ** 2) ** 0.5 else 0.0


def _half(cell: ReleaseCell) -> float:
    low, high = bounds(cell)
    return (high - low) / 2


def _groups(cells: list[ReleaseCell], slug: str) -> list[tuple[str, str]]:
    """By year, and by the attributes of the roster for the whole school."""
    found = []
    for cell in cells:
        column, _sep, attribute = cell.column.partition("/")
        if column != slug or (cell.line == SCHOOL and not attribute):
            continue
        label = _attribute(attribute) if attribute else _year(cell.line)
        found.append((label, _told(cell) if cell.shown else _("hidden: few students")))
    return found


def _year(line: str) -> str:
    return _("year %(year)s") % {"year": line.rpartition("/")[2].lstrip("0") or "-"}


def _attribute(attribute: str) -> str:
    known = {
        "sex=female": _("girls"),
        "sex=male": _("boys"),
        "sex=other": _("another sex"),
        "sex=unspecified": _("sex not said"),
    }
    return known.get(attribute, attribute.replace("=", ": "))


def _whose(charter: Charter, period: Period, before: Period | None) -> list[str]:
    """How much the verdict depends on whose weights one takes."""
    cells = {c.line: c for c in weights_of(charter, period) if c.column == BETTER and c.shown}
    whole = cells.get(WHOLE)
    if whole is None or before is None:
        return []
    said = [
        _("With the charter's own weights, %(verdict)s") % {"verdict": _verdict(_middle(whole), before.title)}
    ]
    groups = {g: _middle(c) for g in Group.values if (c := cells.get(f"whose-{g}")) is not None}
    if len(groups) > 1:
        said.append(_apart(groups))
    for line, words in (
        (PERSONS, _("Over everybody who shared points, each with their own weights: better in %(share)s.")),
        (ANYBODY, _("Over all weights that there could be: better in %(share)s.")),
    ):
        if line in cells:
            said.append(words % {"share": _told(cells[line])})
    return said


def _middle(cell: ReleaseCell) -> float:
    low, high = bounds(cell)
    return (low + high) / 2


def _verdict(share: float, when: str) -> str:
    if share >= SURE:
        words = _("we are clearly doing better than in %(when)s.")
    elif share >= LIKELY:
        words = _("we are probably doing better than in %(when)s.")
    elif share <= 1 - SURE:
        words = _("we are clearly doing worse than in %(when)s.")
    elif share <= 1 - LIKELY:
        words = _("we are probably doing worse than in %(when)s.")
    else:
        words = _("whether we are doing better than in %(when)s can't be told.")
    return words % {"when": when}


def _apart(groups: Mapping[str, float]) -> str:
    low, high = min(groups, key=lambda g: groups[g]), max(groups, key=lambda g: groups[g])
    if (groups[low] >= LIKELY) == (groups[high] >= LIKELY) and (groups[low] <= 1 - LIKELY) == (
        groups[high] <= 1 - LIKELY
    ):
        return _("It comes out the same whichever group's weights one takes.")
    return _("It depends on whose weights one takes: best by those of %(best)s, least by those of %(least)s.") % {
        "best": Group(high).label, "least": Group(low).label,
    }  # fmt: skip
