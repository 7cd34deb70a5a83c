"""A colleague visits a lesson because its teacher wants to: what is seen stays between the two. Never an appraisal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import Clock, Disclosure, Retention, registered

BETWEEN_TWO = Retention(Clock.YEAR_END, days=365)


class Answer(models.TextChoices):
    ASKED = "asked", _("asked")
    YES = "yes", _("comes")
    NO = "no", _("can't come")
    OFF = "off", _("called off")


@registered(
    person_paths=("observed_id", "guest_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO,
    audience="the two teachers, nobody else",
)
class Visit(models.Model):
    """An invitation by the observed, who chooses what is looked at, and what came of it."""

    observed_id = models.BigIntegerField()  # school.Person
    guest_id = models.BigIntegerField()
    lesson = models.CharField(max_length=120)  # which class, as the observed says it
    focus = models.CharField(max_length=400)
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.ASKED)
    reflection = models.TextField(max_length=2000, blank=True)  # by the observed
    made = models.DateTimeField()
    once = models.UUIDField(unique=True)


@registered(
    person_paths=("person_id", "visit__observed_id", "visit__guest_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO,
    audience="the two teachers, nobody else",
)
class VisitNote(models.Model):
    """What one of the two noted."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    person_id = models.BigIntegerField()
    words = models.TextField(max_length=2000)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
