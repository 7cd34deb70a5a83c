"""The library: what one teacher learned, in a few sentences, for all colleagues."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import Disclosure, registered

from .strategies import WITH_THE_SCHOOL, Strategy
from .trials import Trial


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_THE_SCHOOL,
    audience="staff of the school",
)
class Insight(models.Model):
    """Short, tagged, perhaps about a strategy or a trial. Never changed; its author may take it back."""

    organization_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=800)
    link = models.CharField(max_length=500, blank=True)
    tags = models.CharField(max_length=200, blank=True)
    strategy = models.ForeignKey(Strategy, null=True, on_delete=models.SET_NULL, related_name="insights")
    trial = models.ForeignKey(Trial, null=True, on_delete=models.SET_NULL, related_name="insights")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    @property
    def tag_list(self) -> list[str]:
        return [t.strip() for t in self.tags.split(",") if t.strip()]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_THE_SCHOOL,
    audience="staff of the school",
)
class Remark(models.Model):
    """What a colleague says to an insight. Never changed."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="remarks")
    person_id = models.BigIntegerField()
    words = models.CharField(max_length=800)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_THE_SCHOOL,
    audience="the author of the insight",
)
class InsightThanks(models.Model):
    """One thank-you a colleague. Who gave it is told to the author alone; nobody counts them side by side."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="thanks")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["insight", "person_id"], name="one_thanks_an_insight")
        ]
