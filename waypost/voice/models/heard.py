"""You said, we did: a suggestion of a student, whether the class talks about it, what was decided and why.

The adults know who wrote it; the class sees a name only where the student wants that, and nothing at all before a
person has read it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import Clock, Disclosure, Retention, registered

TWO_YEARS = Retention(Clock.CREATED, days=730)


class Stage(models.TextChoices):
    WAITING = "waiting", _("An adult reads it first")
    SHOWN = "shown", _("The class sees it")
    QUIET = "quiet", _("Answered without showing it to the class")


class Decision(models.TextChoices):
    YES = "yes", _("We do it")
    PART = "part", _("We do a part of it")
    LATER = "later", _("Not now, perhaps later")
    NO = "no", _("We don't, and this is why")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=TWO_YEARS,
    audience="the student; the teachers of the class, or the leaders; the class once a person has read it",
)
class Suggestion(models.Model):
    """What a student suggests to the teachers of a class, or (no class) to the school."""

    person_id = models.BigIntegerField()
    class_id = models.BigIntegerField(null=True)  # school.Class; None: to the leaders of the school
    words = models.CharField(max_length=600)
    named = models.BooleanField(default=False)  # may classmates see who wrote it?
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)  # what was decided has happened
    taken_back = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["class_id", "at"])]


@registered(
    person_paths=("suggestion__person_id",),
    disclosure=Disclosure.SHARED,
    retention=TWO_YEARS,
    audience="as the suggestion",
)
class Reply(models.Model):
    """What was decided, and why. The last one stands; those before stay."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="replies")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    words = models.CharField(max_length=600)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
