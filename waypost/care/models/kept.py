"""A student's own side of the record: what they say about a part of it that they don't agree with (34 CFR 99.21)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class Part(models.TextChoices):
    """Parts of the record as a student knows them; each has its place on the pages where a statement is printed."""

    SKILLS = "skills", _("My skills")
    WEEKS = "weeks", _("My weeks at work")
    ATTENDANCE = "attendance", _("When I was there")
    NOTES = "notes", _("Talks, notes and plans")
    OTHER = "other", _("Something else")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="the student, the family who wrote it, and everybody who sees the part it is about",
)
class Objection(models.Model):
    """This is not right, and here is how it was. Printed beside the part until the writer takes it back; the school may
    set it right and say so, but not remove it."""

    person_id = models.BigIntegerField()  # the student
    writer_id = models.BigIntegerField()  # the student, or a guardian
    part = models.CharField(max_length=12, choices=Part.choices)
    words = models.CharField(max_length=1000)
    made = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered = models.DateTimeField(null=True)
    taken_back = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "taken_back"])]
