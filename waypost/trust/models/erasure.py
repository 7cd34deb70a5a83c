"""Erasure is a case: who asked, what would go and what stays, on which ground, two people who said yes (TRUST 8).

When it is done it names nobody any more: counts, dates and who worked on it are left.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..registry import Clock, Disclosure, Retention, registered


class ErasureGround(models.TextChoices):
    """Why everything of somebody goes before its time."""

    WITHDRAWN = "withdrawn", _("The consent that it rested on was taken back")
    NO_NEED = "no need", _("It isn't needed any more for what it was collected for")
    OBJECTED = "objected", _("The person, or who speaks for them, objected, and nothing outweighs that")
    UNLAWFUL = "unlawful", _("It should never have been kept")
    LAW = "law", _("A law or a court says that it has to go")


@registered(
    person_paths=("subject_id", "asker_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CLOSED, days=3 * 365),
    audience="privacy; whoever asked reads how far it is",
)
class ErasureCase(models.Model):
    """Somebody asks that everything about a person goes. The steps are dates; the one that isn't there yet waits."""

    subject_id = models.BigIntegerField(null=True)  # emptied once everything is gone
    asker_id = models.BigIntegerField(null=True)  # emptied then, too; None: by letter or at the desk
    made = models.DateTimeField()
    due = models.DateField()
    checked = models.DateTimeField(null=True)  # identity and right
    checked_by = models.BigIntegerField(null=True)  # account
    counted = models.DateTimeField(null=True)  # the dry run that people decide on
    planned = models.JSONField(default=dict)  # table -> rows that would go
    stays = models.JSONField(default=dict)  # table -> [rows, ground]
    ground = models.CharField(max_length=12, choices=ErasureGround.choices, blank=True)
    decided = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    confirmed = models.DateTimeField(null=True)  # by a second person
    confirmed_by = models.BigIntegerField(null=True)
    begun = models.DateTimeField(null=True)
    ended = models.JSONField(default=dict)  # table -> rows that went
    gone = models.DateTimeField(null=True)  # every row and file
    closed = models.DateTimeField(null=True)  # their bytes, too; or declined
    declined_by = models.BigIntegerField(null=True)
    why_not = models.CharField(max_length=300, blank=True)  # the ground on which it was declined

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id"], condition=models.Q(closed__isnull=True), name="one_open_erasure"
            )
        ]
