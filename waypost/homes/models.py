"""The one thing that the composing pages keep: reports as they were told, made of released figures alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered

KEPT_FOR = 10 * 365  # days


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=KEPT_FOR).ended_by("homes.report"),
    audience="leaders, and whoever they hand it to",
)
class ReportSnapshot(models.Model):
    """What a report said on a day: released aggregates and the school's own words, no child's name or text (TRUST 18).

    `digest` is the SHA-256 of `told` in its canonical form: the same snapshot gives the same report, to the byte.
    """

    title = models.CharField(max_length=80)
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # account
    told = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-made", "-pk"]
