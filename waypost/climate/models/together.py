"""Who worked with whom, by first names: noted apart from what was seen, read by nobody as a list, ended with the term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered

from .lessons import Lesson

ALONE = 0


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CREATED, days=120, hold=("safeguarding",)).ended_by("climate.together"),
    audience="on the day: the teacher who notes it; then only as 'not seen working with others', to home adult and counsellor",
)
class Group(models.Model):
    """One student who was there, and the number of the group (0: seen working alone)."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="groups")
    person_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "person_id"], name="one_group_a_student")
        ]
        indexes: ClassVar = [models.Index(fields=["person_id", "day"])]
