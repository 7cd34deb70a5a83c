"""Weeks in which nobody is asked anything."""

from __future__ import annotations

from django.db import models

from waypost.trust.registry import KEEP, Disclosure, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class ExamWeek(models.Model):
    """A week of exams, by its Monday: no pulse and no survey."""

    monday = models.DateField(unique=True)
