"""Work that no quiz can see: a piece, how the student places it, and how adults place it, each with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class PieceKind(models.TextChoices):
    ESSAY = "essay", _("A text")
    TALK = "talk", _("A talk")
    PROJECT = "project", _("A project")
    LAB = "lab", _("An experiment")
    ART = "art", _("Art, music or craft")
    OTHER = "other", _("Something else")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE.with_files("picture"),
    audience="the student and the staff of the student; the family as the student chose",
)
class Piece(models.Model):
    """A piece of work: some words, a link or a picture. `picture` is a name in the files store."""

    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=PieceKind.choices, default=PieceKind.ESSAY)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    picture = models.CharField(max_length=120, blank=True)
    picture_bytes = models.PositiveIntegerField(default=0)
    with_family = models.BooleanField(default=False)
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "made"])]


@registered(
    person_paths=("piece__person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="as the piece",
)
class SelfPlacing(models.Model):
    """Where the student sees the own work, and why. The latest stands on the page."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="own_placings")
    rubric = models.CharField(max_length=24)
    level = models.SmallIntegerField()  # 1..4
    reason = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


@registered(
    person_paths=("piece__person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="as the piece",
)
class Judgement(models.Model):
    """Where an adult places it, and why. One who places it again takes the earlier one back; both stay."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="judgements")
    rubric = models.CharField(max_length=24)
    level = models.SmallIntegerField()  # 1..4
    reason = models.CharField(max_length=600)
    skill_id = models.BigIntegerField()  # skills.Skill of the rubric
    also_skill_id = models.BigIntegerField(null=True)  # a skill of a subject that it shows, too
    second = models.BooleanField(default=False)  # as second marker: without seeing what the first one said
    by = models.BigIntegerField()  # school.Person
    at = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)
    statement_id = models.UUIDField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
