"""What the students themselves say of a lesson: one question to the class, answered in one tap.

Answers stand with their names only until the question closes; then one figure is let out, from ten answers on, and they go.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered

from .lessons import BETWEEN_TWO, Lesson


@registered(
    person_paths=("lesson__observed_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO.since("opened"),
    audience="the observed teacher; the class, that it is asked",
)
class Asked(models.Model):
    """The question of a lesson's focus, put to its class. There is one a lesson, and one a week in a class."""

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="asked")
    class_id = models.BigIntegerField()  # of the lesson: one question a week
    monday = models.DateField()
    opened = models.DateTimeField()
    closes_on = models.DateField()  # the last day on which one can answer
    closed = models.DateTimeField(null=True)
    worked_out = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["class_id", "monday"], name="one_lesson_asked_a_week")
        ]

    @property
    def release(self) -> str:
        return f"lesson-said {self.pk}"


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CREATED, days=30).ended_by("climate.jobs"),
    audience="the student; nobody else: one figure is made of it, and then it goes",
)
class SaidOfLesson(models.Model):
    """One student's tap, 1 hardly .. 4 all the time."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="said")
    person_id = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked", "person_id"], name="one_said_a_student")
        ]
