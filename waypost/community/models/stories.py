"""Stories: what a student or a teacher tells, with a picture or sound, for as long as everybody in it says yes.

A story is a lease: who may read it is asked anew at each request. Taken back, its words and files are gone, and its
address answers that it is gone. `key` and the two file keys are random: no address tells of another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered

from .charter import Kept


class Reach(models.TextChoices):
    """Audiences as consents name them, from narrow to wide."""

    SCHOOL = "school", _("Students and staff of the school")
    FAMILIES = "families", _("Families and partners, too")
    PUBLIC = "public", _("Everybody, on the web")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE.with_files("picture", "sound"),
    audience="as the story says, while everybody in it says yes; before that its author and the staff of the author",
)
class Story(models.Model):
    person_id = models.BigIntegerField()  # who tells it
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=2000)
    reach = models.CharField(max_length=8, choices=Reach.choices, default=Reach.SCHOOL)
    picture = models.CharField(max_length=120, blank=True)  # a name in the files store
    picture_says = models.CharField(max_length=200, blank=True)  # for who can't see it
    sound = models.CharField(max_length=120, blank=True)
    file_bytes = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=Kept.choices, default=Kept.WAITING)
    read_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    until = models.DateField()  # the last day
    taken_back = models.DateTimeField(null=True)
    key = models.CharField(max_length=32, unique=True)  # 128 random bits in hex
    picture_key = models.CharField(max_length=32, unique=True)
    sound_key = models.CharField(max_length=32, unique=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    @property
    def media(self) -> str:
        """Its name in consents."""
        return f"story:{self.pk}"


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=replace(WITH_FILE, blocks=False),
    audience="as the story; each person in it is asked",
)
class InStory(models.Model):
    """Somebody who can be recognised in it; the one who tells it, too."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="people")
    person_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["story", "person_id"], name="once_in_a_story")
        ]
