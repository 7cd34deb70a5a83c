"""A tablet of the class for one lesson: who opened it, which devices it has, whose turn it is on each (TRUST 15)."""

from __future__ import annotations

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=1).ended_by("voice.kiosk"),
    audience="the teacher who opened it",
)
class Kiosk(models.Model):
    """One class, at most an hour. The code lets tablets of the same network in while it runs."""

    class_id = models.BigIntegerField()  # school.Class
    opened_by = models.BigIntegerField()  # account
    opened = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    code = models.CharField(max_length=64, unique=True)  # keyed hash of 40 bits to type
    network = models.CharField(max_length=64)  # keyed hash of where the teacher opened it


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=1).ended_by("voice.kiosk"),
    audience="nobody: only hashes are kept",
)
class KioskDevice(models.Model):
    """One tablet. Its key changes with each turn, so that nothing of an earlier child can be called up again."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key in the tablet's cookie
    turn = models.CharField(max_length=64, blank=True)  # SHA-256 of the turn that is going on
    person_id = models.BigIntegerField(null=True)  # whose turn it is
    turn_until = models.DateTimeField(null=True)
    known = models.BooleanField(default=False)  # the child showed its pictures or number, or has none
    tapped = models.TextField(blank=True)  # pictures tapped so far in this turn, sealed
