"""Which percentiles hold: of several files the latest, and a merged student once."""

from __future__ import annotations

from dataclasses import dataclass

from ..identities import merged_into
from ..models import GrowthPercentile


@dataclass(frozen=True, slots=True)
class Standing:
    grade: str
    percentile: int
    error: float


def standing(year: int) -> dict[tuple[str, int], Standing]:
    """(subject, student who stands for the row) -> what holds."""
    rows = GrowthPercentile.objects.filter(year=year).order_by("batch", "pk")
    merged = merged_into()
    return {
        (subject, merged.get(student, student)): Standing(grade, percentile, error)
        for subject, student, grade, percentile, error in rows.values_list(
            "subject", "student_id", "grade", "percentile", "error"
        ).iterator()
    }


def years() -> dict[int, int]:
    """Each school year with percentiles, the latest first, and the newest import behind it."""
    found: dict[int, int] = {}
    rows = GrowthPercentile.objects.order_by("-year", "batch").values_list("year", "batch").distinct()
    for year, batch in rows:
        found[year] = max(batch, found.get(year, 0))
    return found
