"""What concerns keep from ending (TRUST 27): the whole file while one is open, and the name as long as one is kept.

Only counts of this ever leave safeguarding, mixed with those of other grounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from waypost.trust.retention import lent

from .models import Concern, ConcernNot, ConcernStep
from .models.safeguarding import Step


@lent.holder("safeguarding")
def _open() -> Iterable[int]:
    closed = ConcernStep.objects.filter(kind=Step.CLOSED).values("concern")
    rows = Concern.objects.exclude(pk__in=closed).filter(about_id__isnull=False)
    return (pk for pk in rows.values_list("about_id", flat=True) if pk is not None)


@lent.holder("named in a concern")
def _named() -> Iterable[int]:
    for pair in Concern.objects.values_list("about_id", "writer_id"):
        yield from (pk for pk in pair if pk is not None)


@lent.ender("care.Concern")
@transaction.atomic
def end(keys: Sequence[int], case: str) -> Mapping[str, int]:
    """A concern ends with all its steps at once: without the last step it would look open again."""
    ended: dict[str, int] = {}
    for model in (ConcernStep, ConcernNot):
        ended |= model._default_manager.filter(concern__in=keys).delete()[1]
    return ended | Concern.objects.filter(pk__in=keys).delete()[1]
