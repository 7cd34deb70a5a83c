"""Celebrations: what a person said to a student about a deed, and who may see it, as the student chose.

No points, no levels, no counts to compare: a sentence from one person to another (Deci, Koestner & Ryan 1999).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class Audience(models.TextChoices):
    PRIVATE = "private", _("Only me and who gave it")
    FAMILY = "family", _("My family and my teachers, too")
    CLASS = "class", _("My classes, too")
    PUBLIC = "public", _("Everybody at school")


class CelebrationKind(models.TextChoices):
    MILESTONE = "milestone", _("A milestone")
    PRAISE = "praise", _("Praise")
    THANKS = "thanks", _("Thanks")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student and who gave it; family, class or school as the student chose",
)
class Celebration(models.Model):
    """One thing that is celebrated. `ref` is what it is about, where a measure found it: ("episode", id)."""

    person_id = models.BigIntegerField()
    giver_id = models.BigIntegerField()  # school.Person
    kind = models.CharField(max_length=10, choices=CelebrationKind.choices)
    words = models.CharField(max_length=400)
    ref_kind = models.CharField(max_length=16, blank=True)
    ref_id = models.BigIntegerField(null=True)
    of_low_past = models.BooleanField(default=False)  # begins private, whatever the student's usual choice is
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PRIVATE)
    given = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)
    statement_id = models.UUIDField()
    once = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["once", "person_id"], name="one_celebration_a_sending"),
            models.UniqueConstraint(
                fields=["ref_kind", "ref_id"],
                condition=models.Q(ref_id__isnull=False, taken_back__isnull=True),
                name="one_celebration_a_milestone",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person_id", "given"])]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="the student alone",
)
class Usual(models.Model):
    """Who sees a student's new celebrations, if nothing else is said. Without a row: private."""

    person_id = models.BigIntegerField(unique=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PRIVATE)
    changed = models.DateTimeField()
