"""Who of the staff works with all of some students: only they may be handed what is about them."""

from __future__ import annotations

from collections.abc import Iterable

from waypost.readings.access import students_of_staff
from waypost.school.models import Membership, Person
from waypost.trust.access import Who
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


def colleagues(who: Who, *, besides: int = 0) -> list[Person]:
    """Adults who work with students at a school where whoever asks is a member, by name."""
    places = Membership.objects.filter(person=who.person or 0, active=True).values("organization")
    here = Membership.objects.filter(organization__in=places, active=True).values("person")
    carers = accounts_with(*CARERS).exclude(person_id=None).values("person_id")
    people = Person.objects.filter(pk__in=carers, active=True).filter(pk__in=here).exclude(pk=besides)
    return list(people.order_by("given_name", "family_name", "pk"))
