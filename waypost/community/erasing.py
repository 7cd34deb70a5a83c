"""A proposal that became part of the school's charter stays, nobody's; any other goes with whoever wrote it (TRUST 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from waypost.trust.erasure import lent
from waypost.trust.erasure.lent import Whose

from .models import CharterState, Indicator


@lent.eraser("community.Indicator")
@transaction.atomic
def _proposals(keys: Sequence[int], them: Whose, case: str) -> Mapping[str, int]:
    rows = Indicator.objects.filter(pk__in=keys)
    adopted = rows.filter(charter__state__in=[CharterState.ADOPTED, CharterState.ENDED], aim__isnull=False)
    kept = adopted.update(person_id=None)
    gone = dict(rows.exclude(person_id=None).delete()[1])
    return gone | {"community.Indicator": gone.get("community.Indicator", 0) + kept}
