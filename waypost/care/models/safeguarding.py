"""Safeguarding concerns: walled off from everything else, append-only, for the safeguarding role alone (TRUST 3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import Clock, Disclosure, Retention, registered

#: The UK's rule, the longest known to us: until the 25th birthday. Where another law holds, the school changes it.
BY_LAW = Retention(Clock.LEFT, days=7 * 365, name="concern", least=7 * 365, most=25 * 365)


class Way(models.TextChoices):
    TOLD = "told", _("told by the person")
    RAISED = "raised", _("raised by an adult of the school")
    FAMILY = "family", _("told by the family")
    HANDED_ON = "handed on", _("from an anonymous answer, without a name")


@registered(
    person_paths=("about_id", "writer_id"),
    disclosure=Disclosure.NEVER,
    retention=BY_LAW.since("made"),
    audience="the safeguarding role, without those whom it is kept from",
)
class Concern(models.Model):
    """What somebody wrote. Never changed: what is known later is a step."""

    way = models.CharField(max_length=12, choices=Way.choices)
    about_id = models.BigIntegerField(null=True)  # school.Person; None: nobody named
    about_words = models.CharField(max_length=200, blank=True)  # whom, where no person could be chosen
    writer_id = models.BigIntegerField(null=True)  # None: anonymous
    words = models.TextField()
    made = models.DateTimeField()
    once = models.UUIDField(unique=True)


class Step(models.TextChoices):
    GIVEN = "given", _("waits for")
    OPENED = "opened", _("opened by")
    TAKEN = "taken", _("taken on by")
    NOTE = "note", _("note by")
    CLOSED = "closed", _("closed by")


@registered(
    person_paths=("concern__about_id",),
    disclosure=Disclosure.NEVER,
    retention=BY_LAW.with_row("concern"),
    audience="as the concern",
)
class ConcernStep(models.Model):
    """What happened to a concern, in order: given to, opened, taken on, noted, closed. Also the record of its reads."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Step.choices)
    adult_id = models.BigIntegerField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["concern", "kind"])]


@registered(
    person_paths=("concern__about_id",),
    disclosure=Disclosure.NEVER,
    retention=BY_LAW.with_row("concern"),
    audience="nobody: it only keeps the concern from an adult",
)
class ConcernNot(models.Model):
    """An adult from whom a concern is kept, since it is about them, or the writer said so."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="kept_from")
    adult_id = models.BigIntegerField()
