"""Answers. Of anonymous ones: sealed boxes while the wave is open, then numbers and words apart, joined by nothing.

Nothing in `Box`, `Numbers` or `Said` says who, when, or from where. Their ids are random, their order is the ids'.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from waypost.trust.registry import WITH_FILE, Clock, Disclosure, Retention, registered

from .surveys import ItemVersion, Wave


@registered(
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CLOSED, days=1).ended_by("voice.closing"),
    audience="nobody: opened all together at the close, or destroyed unread",
)
class Box(models.Model):
    """One sealed answer, of one size for all. On SQLite a table WITHOUT ROWID (see `tables`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="boxes")
    box = models.BinaryField()


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=3 * 365).with_row("wave"),
    audience="nobody: figures are made of it",
)
class Numbers(models.Model):
    """What an anonymous answer said from 1 to 5; joined to nobody and to no words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="numbers")
    unit = models.CharField(max_length=60, blank=True)
    scores = models.JSONField()  # id of the question's version -> 1..5


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=2 * 365).since("wave__closes_on"),
    audience="who reads the results, from ten answers on",
)
class Said(models.Model):
    """What an anonymous answer said in words; joined to nobody and to no numbers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="said")
    unit = models.CharField(max_length=60, blank=True)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT)
    text = models.TextField()
    quotable = models.BooleanField(default=False)


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="with names: who is named on the first screen; confidential: two people together, with a reason",
)
class Answer(models.Model):
    """A named or confidential answer. `sealed` opens with the school's key, never from a copy of the database alone."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="answers")
    person_id = models.BigIntegerField()
    sealed = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "person_id"], name="one_answer_a_person")
        ]


@registered(
    person_paths=("answer__person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="safeguarding; the student, unless that endangers",
)
class Opening(models.Model):
    """A confidential answer that two people opened, why, and whether the student was told. Never deleted by them."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="openings")
    reason = models.CharField(max_length=400)
    asked = models.DateTimeField()
    asked_by = models.BigIntegerField()  # school.Person, safeguarding
    opened = models.DateTimeField(null=True)
    second_by = models.BigIntegerField(null=True)
    untold_because = models.CharField(max_length=400, blank=True)  # "": the student reads of it

    class Meta:
        ordering: ClassVar = ["-asked"]


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=3 * 365).with_row("wave"),
    audience="staff who code",
)
class Theme(models.Model):
    """What several comments of a wave are about, in the words of who reads them."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["wave", "name"], name="one_theme_a_name")]


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=2 * 365).with_row("said"),
    audience="staff who code",
)
class Coded(models.Model):
    """One reader found this theme in this comment, or (theme None) read it and found none."""

    said = models.ForeignKey(Said, on_delete=models.CASCADE, related_name="codes")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="found")
    by = models.BigIntegerField()  # school.Person

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["said", "theme", "by"], name="one_code_a_reader")
        ]


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=2 * 365).with_row("said"),
    audience="everybody who was asked, as soon as it is told what came of the survey",
)
class Quote(models.Model):
    """A comment whose writer agreed to it, chosen to be read by all who were asked, without a name or group."""

    said = models.OneToOneField(Said, on_delete=models.CASCADE, related_name="quote")
    chosen_by = models.BigIntegerField()  # school.Person, who runs the survey
    chosen_on = models.DateField()
