"""Notes of three kinds (TRUST 4): my jotting, record, restricted record. What a note says stands in its versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Clock, Disclosure, Retention, registered

JOTTING_DAYS = 84  # twelve weeks
FOLDED_AFTER = 365  # days: older notes are out of first sight


class Readers(models.TextChoices):
    """Who reads a restricted record besides its author."""

    COUNSELLORS = "counsellor", _("the counsellors")
    LEADERS = "leader", _("the leaders")
    BOTH = "counsellor+leader", _("the counsellors and the leaders")


class Written(models.Model):
    """A note about one student; what it says stands in its versions, the last one counts."""

    person_id = models.BigIntegerField()
    author_id = models.BigIntegerField()  # school.Person
    made = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        abstract = True


class Wording(models.Model):
    """What a note says from one revision to the next. Never changed: a revision is a new row."""

    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    made = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        abstract = True


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student; handed over on request",
)
class Note(Written):
    """A record: part of the student's file. `check_in_id`: what was kept apart at a check-in."""

    check_in_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "made"])]


@registered(
    person_paths=("note__person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="as the note",
)
class NoteVersion(Wording):
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "number"], name="one_note_version_a_number")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="its author and the roles that it names; disclosed after review",
)
class RestrictedNote(Written):
    """A restricted record: read by its author and by the named roles of the student's school."""

    readers = models.CharField(max_length=20, choices=Readers.choices)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "made"])]


@registered(
    person_paths=("note__person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="as the note",
)
class RestrictedVersion(Wording):
    note = models.ForeignKey(RestrictedNote, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "number"], name="one_restricted_version_a_number")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CREATED, days=JOTTING_DAYS, hold=()).ended_by("care.jottings"),
    audience="its author alone",
)
class Jotting(models.Model):
    """A memory aid of one adult, sealed with a key outside the database; gone after twelve weeks."""

    person_id = models.BigIntegerField()  # the student whom it is about
    author_id = models.BigIntegerField()
    key_name = models.CharField(max_length=80)  # a file in data/keys/jottings/
    sealed = models.TextField()
    made = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["author_id", "person_id"])]
