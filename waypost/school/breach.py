"""Who looked at two people while they were wrongly one (TRUST 9): the list for a notice, from the log of reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from waypost.trust.models import ReadRow, SubjectSet
from waypost.trust.pseudonyms import codes_of

from .clock import milliseconds
from .models import Merge

QUARTER_MS = 15 * 60 * 1000


def reads_between(person_ids: Iterable[int], since: datetime, until: datetime) -> list[ReadRow]:
    """Lines of the log about any of these people, from one instant to another (to the quarter of an hour)."""
    about = Q()
    for code in codes_of(person_ids).values():
        about |= Q(pseudonyms__contains=code)
    if not about:
        return []
    rows = ReadRow.objects.filter(
        subjects__in=SubjectSet.objects.filter(about).values("pk"),
        quarter__gte=milliseconds(since) // QUARTER_MS,
        quarter__lte=milliseconds(until) // QUARTER_MS,
    )
    return list(rows.order_by("quarter", "pk"))


def reads_while_merged(merge: Merge, until: datetime) -> list[ReadRow]:
    """Every look at either row between the merge and its end (or `until`, while it stands)."""
    return reads_between([merge.kept_id, merge.absorbed_id], merge.at, merge.parted or until)
