"""Who helps from outside: organizations, what they offer, what the school wishes for, and whom they work with.

A partner sees of a student the first name, one goal and the hours: under a consent with an end, and only while the check of
the person holds. What an organization writes is read by staff before others see it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import KEEP, WITH_FILE, Clock, Disclosure, Retention, registered

from .charter import Kept


class Help(models.TextChoices):
    MENTORING = "mentoring", _("Mentoring")
    PLACE = "place", _("A place to work or try things")
    MATERIAL = "material", _("Materials")
    VISIT = "visit", _("A visit")


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody of the school")
class Partner(models.Model):
    """An organization near the school."""

    name = models.CharField(max_length=120)
    about = models.CharField(max_length=400, blank=True)
    since = models.DateField()
    ended = models.DateField(null=True)
    once = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.name


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CLOSED, days=3 * 365, start="until"),
    audience="staff; the person",
)
class PartnerMember(models.Model):
    """Somebody of an organization. `checked_until`: the last day on which the background check holds."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="members")
    person_id = models.BigIntegerField(unique=True)  # school.Person of kind partner
    since = models.DateField()
    until = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    checked_until = models.DateField(null=True)
    checked_by = models.BigIntegerField(null=True)  # school.Person who saw it; the paper itself isn't kept


@registered(
    disclosure=Disclosure.NONE, retention=KEEP, audience="everybody of the school, once staff have read it"
)
class Offer(models.Model):
    """What an organization offers."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=10, choices=Help.choices)
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=600)
    room_for = models.PositiveSmallIntegerField(default=1)  # students at a time
    state = models.CharField(max_length=8, choices=Kept.choices, default=Kept.WAITING)
    read_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff and partners")
class Wish(models.Model):
    """What the school wishes for; of the school, never of a student."""

    kind = models.CharField(max_length=10, choices=Help.choices)
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=600, blank=True)
    by = models.BigIntegerField()  # school.Person
    at = models.DateTimeField()
    met = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


@registered(
    person_paths=("person_id", "helper_person_id"),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the family, the staff of the student; under consent the helper: first name, goal, hours",
)
class Placement(models.Model):
    """A student and a helper, for one goal, from one day to another. The goal stands here in the words that were agreed to."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="placements")
    person_id = models.BigIntegerField()  # the student
    helper_person_id = models.BigIntegerField()
    adult_id = models.BigIntegerField()  # school.Person of the school who answers for it
    goal = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    ended = models.DateTimeField(null=True)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]

    @property
    def audience(self) -> str:
        """The audience of its consent."""
        return f"placement:{self.pk}"


@registered(
    person_paths=("placement__person_id", "placement__helper_person_id"),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="as the placement",
)
class Hours(models.Model):
    """Time spent together, and what came of it, in a sentence."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="hours")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField()  # school.Person
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff and the organization")
class PartnerThanks(models.Model):
    """Thanks of the school to an organization."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="thanks")
    words = models.CharField(max_length=400)
    by = models.BigIntegerField()  # school.Person of the staff
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
