"""Certificates: a page to print, and a page on which somebody else can check that it is genuine (TRUST 29)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class Design(models.TextChoices):
    FRAME = "frame", _("A calm frame")
    PATH = "path", _("A path with a waypost")
    LEAF = "leaf", _("Leaves")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the staff of the student; the family as the celebration; anybody title and date, if the student lets it be checked",
)
class Certificate(models.Model):
    """`check_id` is random and says nothing about order or person; the name is only compared, by a keyed hash."""

    person_id = models.BigIntegerField()
    celebration_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=400)
    design = models.CharField(max_length=8, choices=Design.choices, default=Design.FRAME)
    issued_on = models.DateField()
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    check_id = models.CharField(max_length=32, unique=True)  # 128 random bits in hex
    salt = models.CharField(max_length=32)
    name_hash = models.CharField(max_length=64)
    checkable = models.BooleanField(default=False)  # the student's yes; nothing is public without it
    revoked = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "made"])]
