"""What runs out of time: the runs that end rows, announced a fortnight ahead, and whose file is held (TRUST 27)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..registry import Clock, Disclosure, Retention, registered


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CLOSED, days=3 * 365, start="finished"),
    audience="privacy: counts by table",
)
class RetentionRun(models.Model):
    """One run: what it would end was counted and told, then it ended that and nothing more. Counts alone are kept."""

    made = models.DateTimeField()
    runs_on = models.DateField()
    told = models.PositiveIntegerField(default=0)  # how many of the privacy role were told
    periods = models.JSONField(default=dict)  # period's name -> days as they were told
    people = models.JSONField(
        default=dict
    )  # person id -> day of leaving as told; emptied when the run is done
    planned = models.JSONField(default=dict)  # table -> rows that would end
    held = models.PositiveIntegerField(default=0)  # rows that a hold keeps
    ended = models.JSONField(default=dict)  # table -> rows that ended
    put_off = models.PositiveSmallIntegerField(default=0)  # times
    waits = models.BooleanField(default=True)  # until it has been
    finished = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["waits"], condition=models.Q(waits=True), name="one_retention_run_waits"
            )
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CLOSED, days=3 * 365, start="ended"),
    audience="privacy",
)
class Hold(models.Model):
    """Law keeps a person's file from ending: a dispute, an order. Set and lifted by the privacy role."""

    person_id = models.BigIntegerField()
    ground = models.CharField(max_length=300)
    since = models.DateTimeField()
    set_by = models.BigIntegerField()  # account
    ended = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id"], condition=models.Q(ended__isnull=True), name="one_open_hold"
            )
        ]
