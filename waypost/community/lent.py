"""Who helps whom today, in the words of school.helpers: for rooms that don't know this one."""

from __future__ import annotations

from django.db.models import Q

from waypost.school import clock
from waypost.school.helpers import Helping
from waypost.school.models import Person

from .access.partners import agreed
from .models import PartnerMember, Placement


class Keeper:
    def of_student(self, student: int) -> list[Helping]:
        return _helping(Q(person_id=student))

    def of_helper(self, helper: int) -> list[Helping]:
        return _helping(Q(helper_person_id=helper))


def _helping(whose: Q) -> list[Helping]:
    """Placements that go on, of helpers whose membership and check hold, with everybody's yes."""
    today = clock.today()
    rows = Placement.objects.filter(whose, ended=None, since__lte=today, until__gte=today)
    holding = PartnerMember.objects.filter(
        Q(until=None) | Q(until__gte=today),
        Q(partner__ended=None) | Q(partner__ended__gte=today),
        since__lte=today,
        checked_until__gte=today,
        person_id__in=Person.objects.filter(kind="partner", active=True, merged_into=None).values("pk"),
    )
    members = dict(holding.values_list("person_id", "partner_id"))
    return [
        Helping(p.person_id, p.helper_person_id, p.adult_id)
        for p in rows.select_related("offer").order_by("pk")
        if members.get(p.helper_person_id) == p.offer.partner_id and agreed(p)
    ]
