"""How attention is spread: the one figure about all adults together that leaders see, as it was let out."""

from __future__ import annotations

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=3 * 365),
    audience="leaders; never fewer than five adults together",
)
class BalanceShown(models.Model):
    """One week's figures over all adults of the school. `adults` is a digest of who: it stands while few change."""

    made = models.DateTimeField()
    adults = models.TextField()  # sorted pseudonyms, comma-separated: never shown
    without = models.FloatField(null=True)  # share of students without a conversation in 20 school days
    ratio = models.FloatField(null=True)  # variance / mean of conversations
    days = models.FloatField(null=True)  # school days from a signal to a conversation, the middle one
    band = models.CharField(max_length=20)  # how many adults, in bands
