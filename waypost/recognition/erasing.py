"""What a student who goes leaves with others: thanks in the own words that arrived as a celebration (TRUST 8)."""

from __future__ import annotations

from collections.abc import Iterable

from waypost.trust.erasure import lent
from waypost.trust.erasure.lent import Whose

from .models import Celebration, CelebrationKind


@lent.more("recognition.Celebration")
def _thanks_of_theirs(them: Whose) -> Iterable[int]:
    rows = Celebration.objects.filter(giver_id__in=them.people, kind=CelebrationKind.THANKS)
    return rows.values_list("pk", flat=True)
