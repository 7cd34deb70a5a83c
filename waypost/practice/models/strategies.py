"""A strategy: a way of teaching that teachers describe, try, and keep, adapt or stop."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered

WITH_THE_SCHOOL = Retention(Clock.FOREVER)


@registered(disclosure=Disclosure.NONE, retention=WITH_THE_SCHOOL, audience="staff of the school")
class Strategy(models.Model):
    """One way of teaching. What it says stands in its versions; the last one holds."""

    organization_id = models.BigIntegerField()  # school.Organization
    tags = models.CharField(max_length=200, blank=True)  # as typed, parted by commas
    made = models.DateTimeField()
    made_by = models.BigIntegerField()  # school.Person
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    @property
    def current(self) -> StrategyVersion:
        """What holds now (from `versions` as fetched beforehand, where it was)."""
        return max(self.versions.all(), key=lambda v: v.number)

    @property
    def title(self) -> str:
        return self.current.title

    @property
    def tag_list(self) -> list[str]:
        return [t.strip() for t in self.tags.split(",") if t.strip()]


@registered(disclosure=Disclosure.NONE, retention=WITH_THE_SCHOOL, audience="as the strategy")
class StrategyVersion(models.Model):
    """What a strategy says from one change to the next. Never changed: a change is a new row, with why."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    what = models.TextField(max_length=2000)
    for_whom = models.CharField(max_length=400, blank=True)
    how_seen = models.CharField(max_length=400, blank=True)
    because = models.CharField(max_length=400, blank=True)
    made = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategy", "number"], name="one_strategy_version_a_number")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_THE_SCHOOL,
    audience="staff of the school",
)
class StrategyOwner(models.Model):
    """Who looks after a strategy: plans its trials, decides with the others what becomes of it."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="owners")
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategy", "person_id"], name="once_owner_of_a_strategy")
        ]
