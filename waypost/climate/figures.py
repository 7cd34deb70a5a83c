"""The one figure that a leader sees: groups in the lessons of at least five adults together, from a stored release (TRUST 2).

Each adult weighs the same: the mean of the own lesson means. Nothing by class, year or adult is ever computed here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import TEAM_THRESHOLD, compute_release, shown
from waypost.trust.releases.suppress import Figure, Place

from .foci import FOCI, Focus
from .models import Lesson
from .queries.results import seen_in
from .terms import this_term

NAME, LINE = "lessons-looked-at", "school"


@dataclass(frozen=True, slots=True)
class Line:
    """A focus and what may be said of it; `cell` None: fewer than five adults so far."""

    focus: Focus
    cell: ReleaseCell | None


def period() -> str:
    return this_term().first.isoformat()


def make() -> int:
    """Let the figures of this term out (again); returns how many. Run by the nightly job."""
    means: dict[tuple[str, int], list[float]] = defaultdict(list)
    lessons = Lesson.objects.filter(day__gte=this_term().first).prefetch_related("watches__looks")
    for lesson in lessons:
        seen = seen_in(lesson)
        if seen.looks:
            means[lesson.focus, lesson.observed_id].append(seen.share)
    table: dict[Place, Figure] = {}
    for focus in FOCI:
        own = {adult: sum(m) / len(m) for (slug, adult), m in means.items() if slug == focus}
        if own:
            table[LINE, focus] = Figure(frozenset(own), sum(own.values()) / len(own))
    if table:
        compute_release(NAME, period(), table, threshold=TEAM_THRESHOLD)
    return len(table)


def current() -> list[Line]:
    """Each focus with its released cell; [] when nothing was let out yet."""
    cells = {c.column: c for c in shown(NAME, period())}
    return [Line(FOCI[slug], cell if cell.shown else None) for slug in FOCI if (cell := cells.get(slug))]
