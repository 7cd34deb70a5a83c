"""The wall around concerns: the safeguarding role, without those from whom one is kept. No administrator, no leader,
nobody with another's eyes. Reads are steps of the concern itself: the school's log of reads doesn't know of it (TRUST 3, 5)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Concern, ConcernNot, ConcernStep
from ..models.safeguarding import Step


class SeeConcern(Rule[Concern]):
    name = "care.concern.see"
    sentence = (
        "Concerns are read by the safeguarding role, without whoever a concern is kept from. A leader reads one only "
        "where that leaves nobody."
    )
    restricted = True
    yes = "safeguarding"

    def rows(self, who: Who) -> QuerySet[Concern]:
        if who.person is None or who.viewing_as is not None or not who.has(Role.SAFEGUARDING, Role.LEADER):
            return Concern.objects.none()
        kept = ConcernNot.objects.filter(adult_id=who.person).values("concern")
        rows = Concern.objects.exclude(pk__in=kept)
        if who.has(Role.SAFEGUARDING):
            return rows
        given = ConcernStep.objects.filter(kind=Step.GIVEN, adult_id=who.person).values("concern")
        return rows.filter(Q(pk__in=given))

    def subjects(self, row: Concern) -> Iterable[int]:
        return ()  # not even the log of reads says that there is one


SEE_CONCERN = SeeConcern()
