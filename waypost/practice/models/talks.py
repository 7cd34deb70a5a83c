"""A discussion on a strategy or an indicator, to which students and families are invited.

What a student or a family writes goes to the adults who hold the discussion, not to other students or families: circles
don't mix (TRUST 28), guardians never learn of each other (TRUST 10). The minutes bring it together for all.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import Clock, Disclosure, Retention, registered

from .strategies import WITH_THE_SCHOOL, Strategy

TWO_YEARS = Retention(Clock.CREATED, days=2 * 365)


class Circle(models.TextChoices):
    STAFF = "staff", _("colleagues")
    STUDENTS = "students", _("students")
    FAMILIES = "families", _("families")


@registered(
    disclosure=Disclosure.SHARED,
    retention=WITH_THE_SCHOOL,
    audience="staff of the school, and who is invited",
)
class Talk(models.Model):
    """An open question by a member of staff."""

    organization_id = models.BigIntegerField()
    question = models.CharField(max_length=300)
    about = models.CharField(max_length=800, blank=True)
    strategy = models.ForeignKey(Strategy, null=True, on_delete=models.SET_NULL, related_name="talks")
    indicator = models.CharField(max_length=120, blank=True)  # of the charter, in its own words
    students = models.BooleanField(default=False)
    families = models.BooleanField(default=False)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)


@registered(disclosure=Disclosure.NONE, retention=WITH_THE_SCHOOL, audience="as the discussion")
class TalkClass(models.Model):
    """A class whose students or families are invited."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="classes")
    class_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["talk", "class_id"], name="once_class_of_a_talk")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=TWO_YEARS,
    audience="of students and families: the author, who holds the discussion, the teachers of the class; of staff: the circle it is for",
)
class Voiced(models.Model):
    """What somebody wrote. Words never change. `circle`: whose circle it stands in; `class_id` of a student or a family."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="voiced")
    person_id = models.BigIntegerField()
    by_staff = models.BooleanField(default=False)
    circle = models.CharField(max_length=8, choices=Circle.choices)
    class_id = models.BigIntegerField(null=True)
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


@registered(disclosure=Disclosure.SHARED, retention=WITH_THE_SCHOOL, audience="everybody who is invited")
class Minutes(models.Model):
    """What was said, without names, and what was decided, with why and when one looks again. Never changed."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="minutes")
    words = models.TextField(max_length=3000)
    decided = models.CharField(max_length=600, blank=True)
    because = models.CharField(max_length=600, blank=True)
    look_on = models.DateField(null=True)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
