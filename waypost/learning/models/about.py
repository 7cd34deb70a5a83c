"""About me: what student, family and teacher each say in their own voice; and the supports that were agreed.

Wishes of a person at a time, never types; what helps, never why it is needed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class Voice(models.TextChoices):
    STUDENT = "student", _("In my own words")
    FAMILY = "family", _("From the family")
    TEACHER = "teacher", _("From a teacher")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="the student and the staff of the student; the family as the student chose; a guardian's page its author",
)
class AboutMe(models.Model):
    """One voice about one student in one school year."""

    FIELDS = ("good_at", "likes", "start", "helps", "languages", "interests")

    person_id = models.BigIntegerField()
    voice = models.CharField(max_length=8, choices=Voice.choices)
    author_id = models.BigIntegerField()  # school.Person; the student for the student's own voice
    year = models.PositiveSmallIntegerField()  # in which the school year began
    good_at = models.CharField(max_length=400, blank=True)
    likes = models.CharField(max_length=400, blank=True)
    start = models.CharField(max_length=400, blank=True)
    helps = models.CharField(max_length=400, blank=True)
    languages = models.CharField(max_length=400, blank=True)
    interests = models.CharField(max_length=400, blank=True)
    with_family = models.BooleanField(default=False)  # the student's own voice: may the family read it?
    changed = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id", "voice", "author_id", "year"], name="one_voice_a_year"
            )
        ]

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name) for name in self.FIELDS)


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the family and the staff of the student",
)
class Support(models.Model):
    """What was agreed to give, by whom, and when it is looked at again."""

    person_id = models.BigIntegerField()
    what = models.CharField(max_length=300)
    giver_id = models.BigIntegerField()  # school.Person of the staff
    review_on = models.DateField()
    agreed = models.DateTimeField()
    agreed_by = models.BigIntegerField()
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)


@registered(
    person_paths=("support__person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the family and the staff of the student",
)
class SupportDay(models.Model):
    """It was given on this day."""

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["support", "day"], name="one_support_a_day")]
