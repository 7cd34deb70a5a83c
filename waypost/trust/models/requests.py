"""An access request is a case: who asked, by when, what was found, what is held back and why (TRUST 5)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..registry import Clock, Disclosure, Retention, registered

AFTER = Retention(Clock.CLOSED, days=3 * 365)


@registered(
    person_paths=("subject_id", "asker_id"),
    disclosure=Disclosure.RECORD,
    retention=AFTER.since("released"),
    audience="privacy; whoever asked",
)
class AccessRequest(models.Model):
    """Somebody asks what the school keeps about a person. The steps are dates: asked, checked, built, released."""

    subject_id = models.BigIntegerField()
    asker_id = models.BigIntegerField()
    made = models.DateTimeField()
    due = models.DateField()
    checked = models.DateTimeField(null=True)  # identity and right
    checked_by = models.BigIntegerField(null=True)  # account
    built = models.DateTimeField(null=True)
    released = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "asker_id"],
                condition=models.Q(released__isnull=True),
                name="one_open_access_request",
            )
        ]


@registered(
    person_paths=("request__subject_id",),
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CLOSED, days=90).since("request__released"),
    audience="privacy; what is released, whoever asked",
)
class AccessLine(models.Model):
    """One row of some table, as it was found. Held back only with a ground; restricted ones by two people."""

    request = models.ForeignKey(AccessRequest, on_delete=models.CASCADE, related_name="lines")
    table = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    disclosure = models.CharField(max_length=24)
    values = models.JSONField(default=dict)
    withheld = models.BooleanField(default=False)
    ground = models.CharField(max_length=300, blank=True)
    decided_by = models.BigIntegerField(null=True)
    second_by = models.BigIntegerField(null=True)
