"""Messages between the school and a student, one guardian, or one helper from outside. Nothing here is changed or deleted
(TRUST 28).

A thread has three ends: the student it is about, the adult of the school, and the other one: the student, one guardian,
or one helper. So guardian, child and staff never mix, each guardian has threads of their own, and a helper writes to a
child only where a named adult of the school reads.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import Clock, Disclosure, Retention, registered

TWO_YEARS = Retention(Clock.CREATED, days=2 * 365)


@registered(
    person_paths=("student_id", "other_id"),
    disclosure=Disclosure.THIRD_PARTY,
    retention=TWO_YEARS,
    audience="those who write; safeguarding once it was reported",
)
class Thread(models.Model):
    student_id = models.BigIntegerField()  # school.Person
    other_id = models.BigIntegerField()  # the student again, one guardian, or one helper
    adult_id = models.BigIntegerField()  # of the school
    made = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student_id", "other_id", "adult_id"], name="one_thread_of_two")
        ]

    @property
    def with_student(self) -> bool:
        return self.other_id == self.student_id


@registered(
    person_paths=("thread__student_id", "writer_id"),
    disclosure=Disclosure.THIRD_PARTY,
    retention=TWO_YEARS.with_files("picture"),
    audience="as the thread",
)
class Message(models.Model):
    """What somebody wrote, in which language. There is no edit and no delete: a second message mends the first."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    writer_id = models.BigIntegerField()
    words = models.TextField()
    language = models.CharField(max_length=12)
    picture = models.CharField(max_length=120, blank=True)  # name in the store, drawn anew (TRUST 20)
    picture_bytes = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["thread", "at"])]


@registered(
    person_paths=("person_id",), disclosure=Disclosure.RECORD, retention=TWO_YEARS, audience="as the thread"
)
class Seen(models.Model):
    """Up to which message somebody has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="seen")
    person_id = models.BigIntegerField()
    last_id = models.BigIntegerField()  # Message
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "person_id"], name="one_seen_a_reader")
        ]


@registered(
    person_paths=("thread__student_id",),
    disclosure=Disclosure.NEVER,
    retention=TWO_YEARS,
    audience="safeguarding; whoever reported knows that it was sent",
)
class Report(models.Model):
    """Somebody asks safeguarding to look at a thread. From then on the role reads it, each time with its line in the book."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="reports")
    person_id = models.BigIntegerField()
    reason = models.CharField(max_length=600)
    at = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=600, blank=True)
