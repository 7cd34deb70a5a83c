"""Open Badges: the keys that signed, and the places in the status list. Private keys stand in `keys/`, never here (TRUST 29)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import KEEP, WITH_FILE, Disclosure, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody: public keys are published")
class BadgeKey(models.Model):
    """A public Ed25519 key and when it signed. Old ones stay published; a stolen one is taken out and said to be revoked."""

    kid = models.CharField(max_length=16, unique=True)  # "2026-4f1c20ab"
    public = models.CharField(max_length=43)  # 32 bytes, base64url
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # it signs no more
    stolen = models.DateTimeField(null=True)  # nothing that it signed is to be believed


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, who may show it to anybody",
)
class Badge(models.Model):
    """A certificate as an Open Badge. `entry` is its random place in the status list; `base` the address it was made under."""

    certificate_id = models.BigIntegerField(unique=True)
    person_id = models.BigIntegerField()
    credential_id = models.UUIDField(unique=True)
    salt = models.CharField(max_length=32)
    entry = models.PositiveIntegerField(unique=True)
    base = models.CharField(max_length=200)
    issued = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id"])]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody: a bit in a public list")
class StatusEntry(models.Model):
    """A place in the status list that was given away, and when: one without a living badge reads as revoked.

    It names nobody and outlives an erasure: the copy of a badge that somebody kept is then seen as revoked.
    """

    entry = models.PositiveIntegerField(unique=True)
    credential_id = models.UUIDField()
