"""What happened when a way of helping was used here: shares over students, let out as a release (TRUST 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust.models import ReleaseCell
from waypost.trust.releases import Figure, compute_release
from waypost.trust.releases.service import TEAM_THRESHOLD
from waypost.trust.releases.suppress import Place
from waypost.web import say

from .models import Helped

NAME, AUDIENCE = "ways-to-help", "staff"
VERDICTS = ("higher_afterwards", "lower_afterwards")
TOLD = {"higher_afterwards", "lower_afterwards", "no_clear_change"}  # a verdict was possible


def period() -> str:
    """The calendar month under which they stand."""
    return f"{clock.today():%Y-%m}"


def line_of(approach_id: int) -> str:
    return f"approach {approach_id}"


def make() -> int:
    """Let this month's figures out; how many cells were looked at. Run by the nightly job once a week."""
    rows = Helped.objects.filter(verdict__in=TOLD, intervention__approach__isnull=False)
    told: dict[Place, dict[int, float]] = defaultdict(dict)
    for approach, person, verdict in rows.order_by("pk").values_list(
        "intervention__approach_id", "person_id", "verdict"
    ):
        for column in VERDICTS:
            told[line_of(approach), column][person] = float(verdict == column)
    table = {place: Figure(frozenset(v), sum(v.values()) / len(v)) for place, v in told.items()}
    if table:
        compute_release(NAME, period(), table, audience=AUDIENCE, threshold=TEAM_THRESHOLD)
    return len(table)


def said(cells: Iterable[ReleaseCell]) -> list[str]:
    """A sentence for each share that may be told."""
    words = {
        "higher_afterwards": _("higher afterwards: %(share)s of %(band)s students"),
        "lower_afterwards": _("lower afterwards: %(share)s of %(band)s students"),
    }
    return [
        words[c.column] % {"share": c.words or say.percent(c.value), "band": c.band}
        for c in cells
        if c.shown and c.column in words
    ]
