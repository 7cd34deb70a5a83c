"""The family takes part: what it sees at home, a goal it wishes for, a talk at school, and the week it is told of.

Each row is of one guardian; another guardian of the same child never learns of it (TRUST 10).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Clock, Disclosure, Retention, registered

TWO_YEARS = Retention(Clock.CREATED, days=2 * 365)


class Way(models.TextChoices):
    """How the school learnt of it. All but the first are noted by somebody of the staff."""

    PAGE = "page", _("written here")
    PHONE = "phone", _("on the phone")
    PAPER = "paper", _("on a paper slip")
    THERE = "there", _("in person")


@registered(
    person_paths=("person_id", "guardian_id"),
    disclosure=Disclosure.THIRD_PARTY,
    retention=WITH_FILE,
    audience="the guardian who said it, the home adult, counsellors of the school, whoever noted it",
)
class HomeWord(models.Model):
    """What a guardian sees at home, in their own words, and what the school answered."""

    person_id = models.BigIntegerField()  # the student
    guardian_id = models.BigIntegerField()
    words = models.CharField(max_length=1000)
    language = models.CharField(max_length=12)
    way = models.CharField(max_length=8, choices=Way.choices)
    said_on = models.DateField()
    noted_by = models.BigIntegerField(null=True)  # school.Person; None: written by the guardian
    made = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "answered"])]


class Wished(models.TextChoices):
    OPEN = "open", _("not answered yet")
    TAKEN = "taken", _("taken up")
    LATER = "later", _("not now")
    BACK = "back", _("taken back")


@registered(
    person_paths=("person_id", "guardian_id"),
    disclosure=Disclosure.THIRD_PARTY,
    retention=WITH_FILE,
    audience="the student, the guardian who wrote it, the staff of the student",
)
class GoalWish(models.Model):
    """A goal that a guardian proposes. It becomes one only when the student takes it up, in the student's words."""

    person_id = models.BigIntegerField()
    guardian_id = models.BigIntegerField()
    words = models.CharField(max_length=300)
    made = models.DateTimeField()
    state = models.CharField(max_length=6, choices=Wished.choices, default=Wished.OPEN)
    decided = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "state"])]


@registered(
    person_paths=("adult_id",),
    disclosure=Disclosure.RECORD,
    retention=TWO_YEARS,
    audience="the adult who offers it; guardians of that adult's students who may book",
)
class TalkTime(models.Model):
    """A time at which an adult of the school can talk with a family."""

    adult_id = models.BigIntegerField()
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120, blank=True)
    closed = models.DateTimeField(null=True)  # no longer offered

    class Meta:
        indexes: ClassVar = [models.Index(fields=["adult_id", "at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["adult_id", "at"], condition=models.Q(closed__isnull=True), name="one_talk_at_a_time"
            )
        ]

    @property
    def ends(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)


@registered(
    person_paths=("person_id", "guardian_id"),
    disclosure=Disclosure.THIRD_PARTY,
    retention=TWO_YEARS,
    audience="the guardian and the adult who meet",
)
class TalkBooked(models.Model):
    """A guardian takes a time. Either of the two may call it off; the time is free again then."""

    time = models.ForeignKey(TalkTime, on_delete=models.CASCADE, related_name="bookings")
    person_id = models.BigIntegerField()
    guardian_id = models.BigIntegerField()
    made = models.DateTimeField()
    called_off = models.DateTimeField(null=True)
    called_off_by = models.BigIntegerField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["time"], condition=models.Q(called_off__isnull=True), name="a_time_is_taken_once"
            )
        ]


@registered(
    person_paths=("guardian_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CREATED, days=400).since("monday"),
    audience="nobody: it keeps a week from being told twice",
)
class WeekTold(models.Model):
    """That a guardian was told that the week is there, and when the page was opened."""

    guardian_id = models.BigIntegerField()
    monday = models.DateField()
    told = models.DateTimeField(null=True)
    opened = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guardian_id", "monday"], name="one_week_a_guardian")
        ]
