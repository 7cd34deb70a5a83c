"""Screens that show what students let their class or everybody at school see: each has a token of its own that can be ended (TRUST 19)."""

from __future__ import annotations

from django.db import models

from waypost.trust.registry import KEEP, Disclosure, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="the school's adults")
class Display(models.Model):
    """`class_id` None: the hallway. Nothing of a student is kept here: what is shown is read anew each time."""

    title = models.CharField(max_length=60)
    class_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, which nobody keeps
    made = models.DateTimeField()
    made_by = models.BigIntegerField()  # school.Person
    until = models.DateField()  # at most the end of the school year
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)
