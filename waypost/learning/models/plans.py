"""What is next for a student: skills chosen together, and what was agreed about them.

A plan has versions, so that of two adults who write at the same time the second is told and nothing is lost.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import WITH_FILE, Disclosure, registered


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the family and the staff of the student",
)
class PlanVersion(models.Model):
    """What a student's plan says from one change to the next. Never changed: a change is a new row, the last one holds."""

    person_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=600, blank=True)
    look_on = models.DateField(null=True)  # when both look at it again
    made = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "number"], name="one_plan_version_a_number")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the family and the staff of the student",
)
class Chosen(models.Model):
    """A skill that is next: chosen by the student or an adult, said yes to by the other. How it stood then stays with it."""

    person_id = models.BigIntegerField()
    skill_id = models.BigIntegerField()  # skills.Skill
    chosen = models.DateTimeField()
    chosen_by = models.BigIntegerField()
    agreed = models.DateTimeField(null=True)
    agreed_by = models.BigIntegerField(null=True)
    state_then = models.CharField(max_length=24)  # of the reading, when it was chosen
    tries_then = models.IntegerField(default=0)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id", "skill_id"],
                condition=models.Q(ended__isnull=True),
                name="one_live_choice_a_skill",
            )
        ]

    @property
    def by_student(self) -> bool:
        return self.chosen_by == self.person_id
