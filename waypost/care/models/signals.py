"""What people do about signals: answers, who has it, follow-ups, and "talked with"."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class Answer(models.TextChoices):
    USEFUL = "useful"
    WRONG = "wrong"
    ALREADY = "already doing"
    LATER = "later"  # snoozed five school days


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class SignalAnswer(models.Model):
    """What an adult said of a signal. The rule's public figures are counted from here."""

    episode_id = models.BigIntegerField()  # readings.Episode
    person_id = models.BigIntegerField()
    signal = models.CharField(max_length=40)
    subject = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=16, choices=Answer.choices)
    reason = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField()  # school.Person
    at = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["signal", "answer"]), models.Index(fields=["episode_id"])]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class Taking(models.Model):
    """Who has it: owns the signal until it ends or lies untouched for five school days."""

    episode_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    adult_id = models.BigIntegerField()  # school.Person
    since = models.DateTimeField()
    touched = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=16, blank=True)  # returned, handed over, done

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["episode_id"], condition=models.Q(ended__isnull=True), name="one_has_it"
            )
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class FollowUp(models.Model):
    """A next step with a date and an owner."""

    person_id = models.BigIntegerField()
    episode_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField()  # school.Person
    what = models.CharField(max_length=300)
    due = models.DateField()
    made = models.DateTimeField()
    done = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student and their staff",
)
class Overruling(models.Model):
    """Why a person set a reading; the level itself is a statement in evidence, and the reading stands beside it."""

    person_id = models.BigIntegerField()
    measure = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    level = models.SmallIntegerField()  # 1 not yet, 4 secure
    reason = models.CharField(max_length=300)
    with_student = models.BooleanField(default=False)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    statement_id = models.UUIDField()
    taken_back = models.DateTimeField(null=True)
