"""What came of the points, worked out once after the close and let out as one release; pages read nothing else (TRUST 2).

Lines: a group, and "one~other" for a pair. Columns: "i<id>" (mean share of the points of that group), "agreement" (Kendall's W)
and "alike" (mean rank correlation of a pair, from -1..1 to 0..1). Who stands behind a cell is nobody: numbers below 0 stand
for the sheets, so that a sheet of paper counts as any other and no release names a person.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waypost.measures import concordance
from waypost.school import clock
from waypost.trust.releases import Figure, compute_release
from waypost.trust.releases.suppress import Place

from .models import Charter, Group, Kept, Points
from .services.sharing import WHOLE, K

AUDIENCE = "charter"
AGREEMENT, ALIKE = "agreement", "alike"
STEPS = (0.01, 0.02, 0.05, 0.1)
EDGE = 0.1  # up to here, and from 0.9 on, a release says "10 or fewer" and "90 or more"
Floats = NDArray[np.float64]


def column(indicator_id: int) -> str:
    return f"i{indicator_id}"


def pair(one: str, other: str) -> str:
    return "~".join(sorted((one, other)))


def sheets_of(charter: Charter, indicator_ids: list[int]) -> dict[str, Floats]:
    """Group -> points, shape (people, indicators), in the order of the ids."""
    found: dict[str, list[list[int]]] = {g: [] for g in Group.values}
    rows = Points.objects.filter(charter=charter).order_by("id")
    for group, shared in rows.values_list("group", "shared"):
        found[group].append([int(shared.get(str(pk), 0)) for pk in indicator_ids])
    return {g: np.array(rows, np.float64) for g, rows in found.items() if rows}


def standing_for(charter: Charter, sheets: dict[str, Floats]) -> dict[str, frozenset[int]]:
    """Group -> numbers below 0, one a sheet."""
    found, at = {}, charter.pk * 100_000
    for group, table in sheets.items():
        found[group] = frozenset(range(-at - len(table), -at))
        at += len(table)
    return found


def make(charter: Charter) -> int:
    """Let the points of a closed round out; how many cells were looked at. Does nothing a second time."""
    if charter.closed is None or charter.figures_made is not None:
        return 0
    ids = list(charter.indicators.filter(state=Kept.SHOWN).order_by("pk").values_list("pk", flat=True))
    sheets = sheets_of(charter, ids)
    members = standing_for(charter, sheets)
    table: dict[Place, Figure] = {}
    for group, points in sheets.items():
        shares = _in_steps(len(points), [float(points[:, n].mean()) / WHOLE for n in range(len(ids))])
        for pk, share in zip(ids, shares, strict=False):  # none: nothing can be told
            table[group, column(pk)] = Figure(members[group], share)
        found = concordance.concordance(points)
        if found.w is not None:
            table[group, AGREEMENT] = Figure(members[group], _inside(found.w))
    for (one, other), alike in concordance.between(sheets).items():
        table[pair(one, other), ALIKE] = Figure(members[one] | members[other], _inside((alike + 1) / 2))
    if table:
        compute_release(charter.name, charter.year, table, audience=AUDIENCE, threshold=K)
    Charter.objects.filter(pk=charter.pk).update(figures_made=clock.now())
    return len(table)


def _in_steps(people: int, shares: list[float]) -> list[float]:
    """A group's shares, told the more coarsely the smaller it is; [] where no step is coarse enough.

    Everybody's points add up to 100, so the shares told as numbers tell what is left for the others: the steps leave
    open there at least what one person can give (TRUST 2).
    """
    for step in STEPS:
        found = [_inside(round(s / step) * step) for s in shares]
        if people * sum(EDGE < s < 1 - EDGE for s in found) * step / 2 >= 1:
            return found
    return []


def _inside(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
