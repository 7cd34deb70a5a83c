"""Groups of a class that learn something together for a while, and what was given to do, to whom, by when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Clock, Disclosure, Retention, registered

A_YEAR = Retention(Clock.YEAR_END, days=365)


@registered(
    disclosure=Disclosure.NONE, retention=A_YEAR, audience="the class's teachers and whoever sees the class"
)
class Group(models.Model):
    """A group of a class. What it is called and for stands in its versions; the last one holds."""

    klass_id = models.BigIntegerField()  # school.Class
    skill_id = models.BigIntegerField(null=True)  # what they need
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["klass_id", "ended"])]

    @property
    def current(self) -> GroupVersion:
        """What holds now (from `versions` as fetched beforehand, where it was)."""
        return max(self.versions.all(), key=lambda v: v.number)


@registered(
    person_paths=("group__members__person_id",),
    disclosure=Disclosure.RECORD,
    retention=A_YEAR,
    audience="as the group",
)
class GroupVersion(models.Model):
    """What a group is called and does, from one change to the next. Never changed: so nothing is lost between two adults."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=600, blank=True)  # what to do with them
    made = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "number"], name="one_group_version_a_number")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="whoever sees the class and the student",
)
class GroupMember(models.Model):
    """Who is in a group, from when to when."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "person_id"],
                condition=models.Q(until__isnull=True),
                name="once_in_a_learning_group",
            )
        ]


class TaskKind(models.TextChoices):
    TASK = "task", _("Something to do")
    AGAIN = "again", _("Taught again")


@registered(
    person_paths=("handed__person_id",),
    disclosure=Disclosure.RECORD,
    retention=A_YEAR,
    audience="whoever sees the class; those to whom it was given",
)
class Task(models.Model):
    """Something to do, with a link where it is found; or a lesson in which a skill is taught again."""

    klass_id = models.BigIntegerField()  # school.Class
    kind = models.CharField(max_length=8, choices=TaskKind.choices, default=TaskKind.TASK)
    what = models.CharField(max_length=300)
    link = models.CharField(max_length=500, blank=True)
    skill_id = models.BigIntegerField(null=True)
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="tasks")
    by_when = models.DateField()
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["klass_id", "ended"])]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the student, the family and the staff of the student",
)
class Handed(models.Model):
    """A task in one student's hands: how the skill stood when it was given, and whether somebody said that it is done."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="handed")
    person_id = models.BigIntegerField()
    state_then = models.CharField(max_length=24, blank=True)  # "" without a skill
    tries_then = models.IntegerField(default=0)
    done = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "person_id"], name="one_task_a_student")
        ]
        indexes: ClassVar = [models.Index(fields=["person_id", "done"])]
