"""A trial of a strategy: planned, locked, lived through, read once at its end, decided upon."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waypost.trust.registry import Clock, Disclosure, Retention, registered

from .strategies import WITH_THE_SCHOOL, Strategy

A_YEAR = Retention(Clock.YEAR_END, days=365)


@registered(disclosure=Disclosure.NONE, retention=WITH_THE_SCHOOL, audience="staff of the school")
class Trial(models.Model):
    """One cycle of a strategy. `draft` may change until the plan is locked; from then on only `LockedPlan` counts."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="trials")
    draft = models.JSONField()
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    broken_off = models.DateTimeField(null=True)
    broken_off_because = models.CharField(max_length=400, blank=True)
    once = models.UUIDField(unique=True)


@registered(
    disclosure=Disclosure.NONE,
    retention=WITH_THE_SCHOOL,
    audience="staff of the school; the classes of the trial",
)
class LockedPlan(models.Model):
    """The plan as it was fixed, with the lots as they were drawn. The database refuses to change or delete
    a row, and each is chained to the one before (locks.py)."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="locked")
    plan = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()  # school.Person
    chain = models.CharField(max_length=64)


class Said(models.TextChoices):
    ASKED = "asked", _("asked")
    YES = "yes", _("takes part")
    NO = "no", _("does not take part")


@registered(disclosure=Disclosure.NONE, retention=A_YEAR.since("trial__made"), audience="staff of the school")
class TrialClass(models.Model):
    """A class that is asked to take part, and what one of its teachers said."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="classes")
    class_id = models.BigIntegerField()  # school.Class
    said = models.CharField(max_length=8, choices=Said.choices, default=Said.ASKED)
    said_by = models.BigIntegerField(null=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trial", "class_id"], name="once_class_of_a_trial")
        ]
        indexes: ClassVar = [models.Index(fields=["class_id"])]


class Used(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=A_YEAR,
    audience="the teacher who tapped; others only as a sum over five adults or more",
)
class Fidelity(models.Model):
    """A teacher says whether the strategy was used in a class in a week."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="fidelity")
    class_id = models.BigIntegerField()
    week = models.DateField()  # its Monday
    used = models.CharField(max_length=8, choices=Used.choices)
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trial", "class_id", "week"], name="one_fidelity_a_week")
        ]


class Helped(models.TextChoices):
    HELPED = "helped", _("It helped me")
    SAME = "same", _("It made no difference")
    HINDERED = "hindered", _("It got in my way")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=A_YEAR,
    audience="words: the student and the teachers of the class; taps: sums of ten students or more",
)
class StudentView(models.Model):
    """How a student of a class of the trial found it: one tap, and words if wanted. The last answer counts."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="student_views")
    person_id = models.BigIntegerField()
    class_id = models.BigIntegerField()
    helped = models.CharField(max_length=8, choices=Helped.choices)
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trial", "person_id"], name="one_student_view_a_trial")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_THE_SCHOOL,
    audience="staff of the school",
)
class TeacherView(models.Model):
    """What a teacher saw beside the numbers. Never changed."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="teacher_views")
    words = models.CharField(max_length=1000)
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


@registered(disclosure=Disclosure.NONE, retention=WITH_THE_SCHOOL, audience="staff of the school")
class Result(models.Model):
    """What came out, worked out once after the last day by the plan as it was locked: sums over classes only."""

    trial = models.OneToOneField(Trial, on_delete=models.CASCADE, related_name="result")
    state = models.CharField(max_length=24)
    numbers = models.JSONField()
    made = models.DateTimeField()


class Verdict(models.TextChoices):
    KEEP = "keep", pgettext_lazy("a way of teaching", "Keep it")
    ADAPT = "adapt", _("Adapt it and try again")
    STOP = "stop", _("Stop it")


@registered(disclosure=Disclosure.NONE, retention=WITH_THE_SCHOOL, audience="staff of the school")
class Decision(models.Model):
    """What the owners do with it, and why. The next cycle follows."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    because = models.CharField(max_length=1000)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
