"""A lesson that somebody looks at: the teacher of the class lays it out, and it stays that teacher's (promise 10).

What is seen is kept by numbers of groups or seats, never by names.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import KEEP, Clock, Disclosure, Retention, registered

from ..foci import CHOICES, FOCI, Focus

BETWEEN_TWO = Retention(Clock.YEAR_END, days=365)


class LabelKind(models.TextChoices):
    LESSON = "lesson", _("Kind of lesson")
    STRATEGY = "strategy", _("Way of teaching")


class Unit(models.TextChoices):
    GROUPS = "groups", _("Groups")
    SEATS = "seats", _("Seats")


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff of the school")
class Label(models.Model):
    """One entry of the school's own list: a kind of lesson, or a way of teaching."""

    kind = models.CharField(max_length=8, choices=LabelKind.choices)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)
    made_by = models.BigIntegerField()  # school.Person

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "name"], name="one_label_a_name")]

    def __str__(self) -> str:
        return self.name


@registered(
    person_paths=("observed_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO,
    audience="the observed teacher, and who was invited by that teacher",
)
class Lesson(models.Model):
    """A lesson of a class. The observed chose the focus; a change of focus is another lesson."""

    class_id = models.BigIntegerField()  # school.Class
    observed_id = models.BigIntegerField()  # school.Person: the teacher of that class
    day = models.DateField()
    focus = models.CharField(max_length=16, choices=CHOICES)
    unit = models.CharField(max_length=8, choices=Unit.choices, default=Unit.GROUPS)
    count = models.PositiveSmallIntegerField(default=6)  # how many groups or seats
    every = models.PositiveSmallIntegerField(default=20)  # seconds from look to look; 0: at one's own pace
    kind = models.ForeignKey(Label, null=True, on_delete=models.SET_NULL, related_name="+")
    strategy = models.ForeignKey(Label, null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["observed_id", "day"])]

    @property
    def about(self) -> Focus:
        return FOCI[self.focus]


@registered(
    person_paths=("observer_id", "lesson__observed_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO.since("invited"),
    audience="as the lesson",
)
class Watch(models.Model):
    """One person's sheet for a lesson: a colleague who was invited, or the teacher alone. `statement_id`: what evidence was told."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="watches")
    observer_id = models.BigIntegerField()  # school.Person
    invited = models.DateTimeField()
    began = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    statement_id = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "observer_id"], name="one_watch_an_observer")
        ]


@registered(
    person_paths=("watch__observer_id", "watch__lesson__observed_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO,
    audience="as the lesson",
)
class Look(models.Model):
    """One tap: what group or seat `unit` did at one moment. `round` counts from 1. `once`: of the tap."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="looks")
    round = models.PositiveSmallIntegerField()
    unit = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["round", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "round", "unit"], name="one_look_a_round")
        ]


@registered(
    person_paths=("watch__observer_id", "watch__lesson__observed_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO,
    audience="as the lesson",
)
class Placing(models.Model):
    """A side of the lesson at a level 1..4; the last one that the observer tapped stands."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="placings")
    aspect = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "aspect"], name="one_placing_an_aspect")
        ]


@registered(
    person_paths=("author_id", "lesson__observed_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=BETWEEN_TWO,
    audience="its author and the observed teacher",
)
class Note(models.Model):
    """Words about a lesson, between the observed and one observer. Of the observed: read by all whom that teacher invited."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="notes")
    author_id = models.BigIntegerField()
    words = models.TextField()
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
