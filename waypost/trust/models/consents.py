"""Who said yes or no to what, and the very words that were shown (TRUST 14).

Rows are added and closed, never changed: what held on any day can be told from them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..registry import KEEP, WITH_FILE, Disclosure, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="whoever is asked")
class ConsentText(models.Model):
    """Words as a person read them before saying yes or no: a version for each change, in each language."""

    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    words = models.TextField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "language", "version"], name="one_consent_text_a_version"
            )
        ]


@registered(
    person_paths=("subject_id", "giver_id"),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="whoever gave it; staff of the purpose. No guardian sees another's.",
)
class Consent(models.Model):
    """A yes or a no of one person about one subject for one purpose. A later one of the same person closes it."""

    subject_id = models.BigIntegerField()  # school.Person
    purpose = models.CharField(max_length=40)
    audience = models.CharField(max_length=40, blank=True)  # "school", "public", "partner:12"; "": all
    media = models.CharField(max_length=16, blank=True)  # "photo", "voice", ...; "": all
    yes = models.BooleanField()
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT)  # what was shown
    giver_id = models.BigIntegerField()  # school.Person who said it
    capacity = models.CharField(max_length=16)  # guardian, student, eligible student, adult
    basis = models.CharField(max_length=40)  # "page", "paper", "phone"
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # an end that was set when it was given, or the next answer
    withdrawn = models.DateTimeField(null=True)
    noted_by = models.BigIntegerField(null=True)  # account that entered what came on paper

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "subject_id"])]
