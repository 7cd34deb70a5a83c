"""Sharing 100 points: sealed while it goes on, then numbers that are joined to nobody (TRUST 1).

Nothing in `SharedBox` or `Points` says who, when, or from where. Their ids are random, their order is the ids'.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered

from .charter import Charter
from .groups import Group


@registered(
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CLOSED, days=1).ended_by("community.closing"),
    audience="nobody: opened all together at the close, or destroyed unread",
)
class SharedBox(models.Model):
    """One sealed sheet of points. On SQLite a table WITHOUT ROWID (see `tables`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="boxes")
    box = models.BinaryField()


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=5 * 365).since("charter__closed"),
    audience="nobody: figures are made of it",
)
class Points(models.Model):
    """How somebody of a group shared 100 points; joined to nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="points")
    group = models.CharField(max_length=10, choices=Group.choices)
    shared = models.JSONField()  # indicator id -> points


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=Retention(Clock.CREATED, days=365).since("charter__closed"),
    audience="the person alone",
)
class TookPart(models.Model):
    """This person has shared points; written a batch of ten at a time, without a time."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="took_part")
    person_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["charter", "person_id"], name="one_sheet_a_person")
        ]


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=1).ended_by("community.workshop"),
    audience="who opened it",
)
class Workshop(models.Model):
    """A meeting at which phones may join by a code. `code`: keyed hash of 40 bits to type."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="workshops")
    opened_by = models.BigIntegerField()  # account
    opened = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    code = models.CharField(max_length=64, unique=True)
    room_for = models.PositiveIntegerField()  # so many phones may join


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=1).ended_by("community.workshop"),
    audience="nobody: only hashes are kept",
)
class Phone(models.Model):
    """A phone in the room. `mark` is a random number below 0 that stands for it where a person's id stands for others."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="phones")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key in its cookie
    group = models.CharField(max_length=10, choices=Group.choices)
    mark = models.BigIntegerField(unique=True)
    answered = models.BooleanField(default=False)
