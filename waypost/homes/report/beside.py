"""Years (or classes) beside each other: each as it was let out, and pulled towards the mean of all (MEASURES, Equity; `measures.shrink`).

Few students make a figure jump about by chance; that is what pulling takes out. Worked out from released cells alone, in
the order of the school: nothing here ranks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from waypost.measures.intervals import Z95
from waypost.measures.shrink import shrink
from waypost.trust.models import ReleaseCell

from ..labels import place_label, said

LEVELS = (1, 2)  # slashes in a place: years first, classes where there are too few years


@dataclass(frozen=True, slots=True)
class Line:
    """One place: what was let out, and what it is pulled to with its limits."""

    label: str
    told: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Beside:
    """`alike`: chance alone makes places differ as much as these do."""

    lines: list[Line]
    alike: bool


def beside(cells: Iterable[ReleaseCell], column: str) -> Beside | None:
    """None where no level has five places or more that are all told by a number: left out, those near none or all would
    pull the mean of the others away from them."""
    known = [c for c in cells if c.column == column and c.shown]
    for level in LEVELS:
        places = sorted((c for c in known if c.line.count("/") == level), key=lambda c: c.line)
        if not all(_has_error(c) for c in places):
            continue
        found = shrink([c.value or 0.0 for c in places], [_error(c) ** 2 for c in places])
        if found.groups:
            lines = [
                Line(place_label(c.line), said(c), g.value, max(0.0, g.low), min(1.0, g.high))
                for c, g in zip(places, found.groups, strict=True)
            ]
            return Beside(lines, not found.tau)
    return None


def _has_error(cell: ReleaseCell) -> bool:
    return cell.value is not None and cell.low is not None and cell.high is not None and cell.high > cell.low


def _error(cell: ReleaseCell) -> float:
    """Standard error that the released limits allow: they are rounded outwards, so rather too large than too small."""
    return ((cell.high or 0.0) - (cell.low or 0.0)) / 2 / Z95
