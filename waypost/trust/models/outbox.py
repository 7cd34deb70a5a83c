"""Mail that waits to be sent: whose, of which kind, about which row. Never a word of what it is about (TRUST 26)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..registry import Clock, Disclosure, Retention, registered
from .books import Account


@registered(
    person_paths=("account__person_id",),
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CLOSED, days=14).ended_by("trust.outbox"),
    audience="nobody: the worker sends it",
)
class Outgoing(models.Model):
    """One reason to tell somebody that something waits. Whether it still holds is asked when the mail is sent."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    thing_id = models.BigIntegerField()
    urgent = models.BooleanField(default=False)  # pays no heed to quiet hours
    made = models.DateTimeField()
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    closed = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=12, blank=True
    )  # sent, no longer (the right or the reason ended), stopped, no address, refused, given up

    class Meta:
        indexes: ClassVar = [models.Index(fields=["closed", "due"])]
