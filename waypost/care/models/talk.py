"""A student wants to talk: with whom, who else was told because nobody had read it, and who has read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Clock, Disclosure, Retention, registered


class Part(models.TextChoices):
    """Why an adult was told, in the order in which it goes on."""

    CHOSEN = "chosen", _("chosen by the student")
    HOME = "home", _("home adult")
    COUNSELLOR = "counsellor", _("counsellor")
    DEPUTY = "deputy", _("safeguarding")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="the student and the adults who were told; never the family",
)
class TalkRequest(models.Model):
    """One wish to talk. The words are for whoever is told, and for nobody else."""

    person_id = models.BigIntegerField()
    words = models.CharField(max_length=400, blank=True)
    shared_device = models.BooleanField(default=False)
    made = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.BigIntegerField(null=True)  # school.Person
    ended = models.DateTimeField(null=True)  # they talked, or the student took it back
    taken_back = models.BooleanField(default=False)
    statement_id = models.UUIDField()
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "ended"])]


@registered(
    person_paths=("request__person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="as the request",
)
class TalkTold(models.Model):
    """An adult who was told, when, and as what. Rows are added, never changed."""

    request = models.ForeignKey(TalkRequest, on_delete=models.CASCADE, related_name="told")
    adult_id = models.BigIntegerField()
    part = models.CharField(max_length=12, choices=Part.choices)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "adult_id"], name="one_talk_told_an_adult")
        ]


@registered(
    person_paths=("request__person_id",),
    disclosure=Disclosure.NEVER,
    retention=WITH_FILE,
    audience="nobody: it only keeps the request from an adult",
)
class TalkNot(models.Model):
    """Not this person: an adult who is neither told nor shown that the student asked."""

    request = models.ForeignKey(TalkRequest, on_delete=models.CASCADE, related_name="kept_from")
    adult_id = models.BigIntegerField()


@registered(
    person_paths=("adult_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CREATED, days=400).since("last"),
    audience="staff",
)
class Away(models.Model):
    """A member of staff isn't there: nothing that waits for a person goes to them meanwhile. No reason is kept."""

    adult_id = models.BigIntegerField()
    first = models.DateField()
    last = models.DateField()  # included
    noted = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["adult_id", "last"])]
