"""Planned help: what, why, for whom, how often, what it should move, and when we look whether it did."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import KEEP, WITH_FILE, Disclosure, registered


class Decided(models.TextChoices):
    """What came of looking at it again."""

    KEEP = "keep", _("Keep it")
    CHANGE = "change", _("Change it")
    STOP = "stop", _("Stop it")


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff")
class Approach(models.Model):
    """A way of helping that the school knows: the library. No child stands in it."""

    title = models.CharField(max_length=120, unique=True)
    how = models.CharField(max_length=600, blank=True)
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)


@registered(disclosure=Disclosure.NONE, retention=WITH_FILE.since("made"), audience="staff of its students")
class Intervention(models.Model):
    """One piece of planned help for one student or a few. Whom it is for stands in `Helped`."""

    approach = models.ForeignKey(Approach, null=True, on_delete=models.SET_NULL, related_name="uses")
    what = models.CharField(max_length=200)
    why = models.CharField(max_length=600, blank=True)
    outcome = models.CharField(max_length=40)  # one of readings.outcomes.OUTCOMES: what it should move
    a_week = models.PositiveSmallIntegerField(default=2)  # sessions
    owner_id = models.BigIntegerField()  # school.Person
    begins = models.DateField()
    review = models.DateField()
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    once = models.UUIDField(unique=True)
    ended = models.DateField(null=True)
    decided = models.CharField(max_length=8, choices=Decided.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    learnt = models.CharField(max_length=600, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner_id", "ended", "review"])]

    def overdue(self, today: date) -> bool:
        return self.ended is None and self.review < today


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class Helped(models.Model):
    """A student in an intervention, and the signal behind it. The baseline ends before `trigger`."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="students")
    person_id = models.BigIntegerField()
    episode_id = models.BigIntegerField(null=True)  # readings.Episode
    trigger = models.DateField(null=True)  # the first day of what raised the signal
    since = models.DateField()
    until = models.DateField(null=True)
    verdict = models.CharField(
        max_length=24, blank=True
    )  # as it stood when the help ended (measures.before_after)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intervention", "person_id"], name="one_place_in_an_intervention")
        ]


@registered(
    disclosure=Disclosure.NONE, retention=WITH_FILE.with_row("intervention"), audience="staff of its students"
)
class Session(models.Model):
    """It was held on a day. Who was there stands in `Present`."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intervention", "day"], name="one_session_a_day")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class Present(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="present")
    person_id = models.BigIntegerField()
    statement_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person_id"], name="present_once")
        ]


@registered(
    disclosure=Disclosure.NONE, retention=WITH_FILE.with_row("intervention"), audience="staff of its students"
)
class Handover(models.Model):
    """Another adult goes on with it; what they need to know."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="handovers")
    from_id = models.BigIntegerField()
    to_id = models.BigIntegerField()
    words = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()
