"""Thanks from one student to another. An adult reads them first; who wants none from somebody gets none."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import WITH_FILE, Disclosure, registered


class ThanksState(models.TextChoices):
    WAITING = "waiting"  # no adult has read it
    PASSED = "passed"  # it has arrived, as a celebration
    HELD = "held"  # an adult kept it back
    BLOCKED = "blocked"  # the other wants none from this sender, who isn't told
    REPORTED = "reported"  # it had arrived; the receiver asked an adult to look at it


@registered(
    person_paths=("from_person_id", "to_person_id"),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="who wrote it; the adults of who gets it; who gets it, once an adult has read it",
)
class Thanks(models.Model):
    from_person_id = models.BigIntegerField()
    to_person_id = models.BigIntegerField()
    words = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=ThanksState.choices, default=ThanksState.WAITING)
    written = models.DateTimeField()
    read_by = models.BigIntegerField(null=True)  # school.Person of the adult
    read_at = models.DateTimeField(null=True)
    celebration_id = models.BigIntegerField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["to_person_id", "state"])]


@registered(
    person_paths=("person_id", "not_from_person_id"),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="who said so alone",
)
class NoThanks(models.Model):
    """`person_id` wants no thanks from `not_from_person_id`, who is never told."""

    person_id = models.BigIntegerField()
    not_from_person_id = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "not_from_person_id"], name="one_no_thanks_a_pair")
        ]
