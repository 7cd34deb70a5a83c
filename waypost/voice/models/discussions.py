"""A class talks about a question: posts of students are read by an adult first; nothing said here is deleted unseen (TRUST 28)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import Clock, Disclosure, Retention, registered

from .heard import TWO_YEARS, Suggestion


class Held(models.TextChoices):
    HELD = "held", _("An adult reads it first")
    SHOWN = "shown", _("The class sees it")
    KEPT_BACK = "back", _("Not shown to the class")


@registered(
    disclosure=Disclosure.SHARED,
    retention=TWO_YEARS,
    audience="the class and its teachers",
)
class Discussion(models.Model):
    """An open question to a class, by one of its teachers; perhaps about a suggestion."""

    class_id = models.BigIntegerField()
    question = models.CharField(max_length=300)
    suggestion = models.ForeignKey(
        Suggestion, null=True, on_delete=models.SET_NULL, related_name="discussions"
    )
    by = models.BigIntegerField()
    at = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    worked_out = models.DateTimeField(null=True)  # when the figure of who answered whom was let out
    once = models.UUIDField(unique=True)

    @property
    def release(self) -> str:
        return f"replies {self.pk}"


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=TWO_YEARS,
    audience="its author and the teachers of the class; the class once shown; safeguarding where it was reported",
)
class Post(models.Model):
    """What somebody wrote. Words never change; taking it back hides it from the class, not from the adults.

    `answers`: the post that it answers. When that one is erased the answer stays, as its writer's own words.
    """

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="posts")
    person_id = models.BigIntegerField()
    by_adult = models.BooleanField(default=False)
    answers = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="answered_by")
    words = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=Held.choices, default=Held.HELD)
    why = models.CharField(max_length=300, blank=True)  # said to the author where it isn't shown
    at = models.DateTimeField()
    read_by = models.BigIntegerField(null=True)
    read_at = models.DateTimeField(null=True)
    taken_back = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


@registered(
    person_paths=("reporter_id", "post__person_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=TWO_YEARS,
    audience="the teachers of the class and safeguarding",
)
class Report(models.Model):
    """Somebody says that a post isn't right. Whose post it is isn't told."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reporter_id = models.BigIntegerField()
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "reporter_id"], name="one_report_a_reader")
        ]


@registered(
    person_paths=("person_id", "other_id"),
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.YEAR_END, days=1),
    audience="the student who chose it; the other isn't told",
)
class Distance(models.Model):
    """A student doesn't want to read, or to be thanked by, another student."""

    person_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "other_id"], name="one_distance_a_pair")
        ]
