"""Growth by the authority's measure, for leaders alone: means of ten students or more, from releases (TRUST 2).

A release a school year. Places: "school", "school/<grade of that year>"; columns: the subject, for the whole school also
"<subject>/sex=...". A value is a growth percentile as a share of the scale, so 55 is .55. The interval is that of
`measures.growth_percentiles`, rounded outwards as every released one is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from django.utils.translation import gettext as _

from waypost.community.profile import figure_of
from waypost.measures.growth_percentiles import DEFAULT, group
from waypost.school import changes, clock, growth
from waypost.school.growth import Standing
from waypost.school.models import RosterImport
from waypost.trust.models import Release, ReleaseCell
from waypost.trust.releases.service import compute_release, shown
from waypost.trust.releases.suppress import Figure, Place
from waypost.web import say

from . import releases
from .labels import group_label, place_label
from .report.equity import Group, differences

NAME = "growth"
USUAL = 0.5


def make() -> int:
    """Let out what is due: a year whose files are newer than its release, or a week after the last. Run every night."""
    return sum(_make(year) for year, batch in growth.years().items() if _due(year, batch))


def _due(year: int, batch: int) -> bool:
    made = Release.objects.filter(name=_name(year), period=str(year)).values_list("made", flat=True).first()
    applied = RosterImport.objects.filter(pk=batch).values_list("applied", flat=True).first()
    return made is None or (clock.now() - made).days >= 7 or (applied is not None and applied > made)


def _name(year: int) -> str:
    """A name a year: the values of two years are different ones, so a figure of one says nothing about the other."""
    return f"{NAME} {year}"


def _make(year: int) -> int:
    groups: dict[Place, dict[int, Standing]] = defaultdict(dict)
    rows = growth.standing(year)
    sex = releases.sex_of({student for _subject, student in rows})
    for (subject, student), row in rows.items():
        groups[releases.SCHOOL, subject][student] = row
        groups[f"{releases.SCHOOL}/{row.grade}", subject][student] = row
        if sex.get(student):
            groups[releases.SCHOOL, f"{subject}/sex={sex[student]}"][student] = row
    table = {place: _figure(of) for place, of in groups.items()}
    if table:
        compute_release(_name(year), str(year), table, threshold=DEFAULT.students_needed)
    return len(table)


def _figure(of: dict[int, Standing]) -> Figure:
    """The mean with the measure's own interval; of fewer than ten it stays hidden, and has none."""
    percentiles = np.array([row.percentile for row in of.values()])
    found = group(percentiles, [row.error for row in of.values()])
    values = dict(zip(of, (percentiles / 100).tolist(), strict=True))
    return figure_of(values, half=found.half / 100 if found.half is not None else None)


def _withdraw(sender: object, years: set[int], **_signal: object) -> None:
    """A wrong file was told of: nothing is shown of these years until the next release. A cell whose students then differ
    by a few from those of the wrong one stays hidden, as both together would tell about these few (TRUST 2)."""
    Release.objects.filter(name__in=[_name(year) for year in years]).delete()


def listen() -> None:
    changes.growth_taken_back.connect(_withdraw, dispatch_uid="homes-growth")


# -- what the leader's page shows --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: the whole school in a sentence, then it, its grades and its groups, and what differs between groups."""

    title: str
    sentence: str
    groups: list[Group]
    differences: list[str]
    hidden: list[str]


def years() -> list[int]:
    """School years that were let out, the latest first."""
    found = Release.objects.filter(name__startswith=f"{NAME} ").values_list("period", flat=True)
    return sorted({int(year) for year in found}, reverse=True)


def cells(year: int) -> list[ReleaseCell]:
    return shown(_name(year), str(year))


def subjects(year: int) -> list[Subject]:
    by_subject: dict[str, list[ReleaseCell]] = defaultdict(list)
    for cell in cells(year):
        by_subject[cell.column.partition("/")[0]].append(cell)
    return [_subject(name, found) for name, found in sorted(by_subject.items())]


def _subject(name: str, found: list[ReleaseCell]) -> Subject:
    places = {
        c.line: _group(place_label(c.line), c) for c in sorted(found, key=_in_order) if "/" not in c.column
    }
    attributes = {
        a: _group(group_label(a), c)
        for c in sorted(found, key=lambda c: c.column)
        if (a := c.column.partition("/")[2])
    }
    groups = [*places.values(), *attributes.values()]
    return Subject(
        name,
        _sentence(places.get(releases.SCHOOL)),
        [g for g in groups if g.told],
        differences(attributes),
        [g.label for g in groups if not g.told],
    )


def _in_order(cell: ReleaseCell) -> tuple[int, int, str]:
    """The school, then its grades by their number."""
    grade = cell.line.partition("/")[2]
    return (cell.line.count("/"), int(grade) if grade.isdigit() else 0, grade)


def _group(label: str, cell: ReleaseCell) -> Group:
    return Group(label, said(cell), cell.value if cell.shown else None, cell.low, cell.high, cell.band)


def said(cell: ReleaseCell) -> str:
    """A place on the scale of percentiles, not a share of students; "" of a hidden one."""
    if not cell.shown:
        return ""
    if cell.value is None:
        return _("90 or more") if cell.words.startswith(">") else _("10 or less")
    number = say.number(round(cell.value * 100))
    if cell.low is None or cell.high is None:
        return number
    told = _("%(value)s (%(low)s to %(high)s)") % {
        "value": number,
        "low": say.number(floor(cell.low * 100 + 1e-9)),
        "high": say.number(ceil(cell.high * 100 - 1e-9)),
    }
    return told.replace(" ", "\N{NO-BREAK SPACE}")  # in one line on a phone, too


def _sentence(whole: Group | None) -> str:
    if whole is None or not whole.told:
        return _("No figure of the whole school can be let out: it would tell about few students.")
    if whole.value is None or whole.low is None or whole.high is None:
        return ""
    if whole.low > USUAL:
        return _("They came further than is usual for students with the same earlier scores.")
    if whole.high < USUAL:
        return _("They came less far than is usual for students with the same earlier scores.")
    return _("Their growth can't be told apart from what is usual for students with the same earlier scores.")
