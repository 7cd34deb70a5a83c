"""Check-ins: how often somebody meets a student, what was said and shared, and a calendar of one's own."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Clock, Disclosure, Retention, registered

USUAL = 20  # school days: nobody waits longer for a conversation with any adult


class Every(models.IntegerChoices):
    """How often, in school days."""

    DAY = 1, _("every school day")
    WEEK = 5, _("every week")
    FORTNIGHT = 10, _("every two weeks")
    MONTH = 20, _("every four weeks")


class WhoDoes(models.TextChoices):
    STUDENT = "student", _("the student")
    ADULT = "adult", _("the adult")
    BOTH = "both", _("both of us")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class Rhythm(models.Model):
    """How often an adult wants to meet this student, by need. Without one it is every four weeks."""

    person_id = models.BigIntegerField()
    adult_id = models.BigIntegerField()  # school.Person
    every = models.PositiveSmallIntegerField(choices=Every.choices)
    why = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    set_by = models.BigIntegerField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id"], condition=models.Q(ended__isnull=True), name="one_rhythm_a_student"
            )
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="the student and their staff; what is kept apart is a note",
)
class CheckIn(models.Model):
    """A talk of the two, planned or held. All words here are shared: the student reads them."""

    person_id = models.BigIntegerField()
    adult_id = models.BigIntegerField()
    planned = models.DateField(null=True)
    held = models.DateTimeField(null=True)
    called_off = models.DateTimeField(null=True)
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    once = models.UUIDField(unique=True)
    how_are_you = models.CharField(max_length=600, blank=True)
    went_well = models.CharField(max_length=600, blank=True)
    hard = models.CharField(max_length=600, blank=True)
    next_step = models.CharField(max_length=300, blank=True)
    who_does_it = models.CharField(max_length=8, choices=WhoDoes.choices, blank=True)
    statement_id = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person_id", "held"]),
            models.Index(fields=["adult_id", "held", "planned"]),
        ]

    @property
    def is_open(self) -> bool:
        return self.held is None and self.called_off is None

    @property
    def said_something(self) -> bool:
        return bool(self.how_are_you or self.went_well or self.hard or self.next_step)

    def overdue(self, today: date) -> bool:
        return self.is_open and self.planned is not None and self.planned < today


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CLOSED, days=30, start="ended"),
    audience="the person whose calendar it is",
)
class CalendarFeed(models.Model):
    """A calendar address of one adult: only a hash of its token is kept; it dies with the role (TRUST 26)."""

    person_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    ended = models.DateTimeField(null=True)
