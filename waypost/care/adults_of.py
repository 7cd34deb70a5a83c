"""Who of the staff works with all of some students: only they may be handed what is about them."""

from __future__ import annotations

from collections.abc import Iterable

from waypost.readings.access import students_of_staff
from waypost.school.models import Person
from waypost.trust.models import Account
from waypost.trust.who import accounts_with, who_is

from .access.common import CARERS

MOST = 200  # adults asked


def all_of(students: Iterable[int], *, besides: int = 0) -> list[Person]:
    """By name. One query of rights for each adult of the school: for a page that is opened now and then."""
    wanted = set(students)
    carers = accounts_with(*CARERS).exclude(person_id=None).values("person_id")
    people = Person.objects.filter(pk__in=carers, active=True).exclude(pk=besides)
    accounts = {a.person_id: a for a in Account.objects.filter(person_id__in=people.values("pk"))}
    fitting = [
        p
        for p in people.order_by("given_name", "family_name", "pk")[:MOST]
        if students_of_staff(who_is(accounts[p.pk])).filter(pk__in=wanted).count() == len(wanted)
    ]
    return fitting
