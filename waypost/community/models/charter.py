"""The charter of success: what this school wants to be measured by, in versions, each with a recorded decision.

An adopted version is never changed: a new one follows, and each page of results says which one it serves.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import KEEP, WITH_FILE, Disclosure, registered

from .groups import Group


class CharterState(models.TextChoices):
    WRITING = "writing", _("Ideas are gathered")
    SHARING = "sharing", _("Points are shared")
    COUNTED = "counted", _("The points are counted")
    ADOPTED = "adopted", _("Adopted")
    ENDED = "ended", _("A later version holds")


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody of the school")
class Charter(models.Model):
    """One version. `name` is random: it names the round of points, its key and its release."""

    year = models.CharField(max_length=40)  # the school year, by its title
    number = models.PositiveSmallIntegerField()  # within the year
    state = models.CharField(max_length=8, choices=CharterState.choices, default=CharterState.WRITING)
    name = models.CharField(max_length=32, unique=True)
    opened = models.DateTimeField()
    opened_by = models.BigIntegerField()  # school.Person
    sharing_since = models.DateTimeField(null=True)
    public_key = models.BinaryField(null=True)  # while points are shared
    closed = models.DateTimeField(null=True)
    too_few = models.JSONField(default=list)  # groups of fewer than ten sheets: neither shown nor counted
    swept = models.BooleanField(default=False)
    figures_made = models.DateTimeField(null=True)
    adopted = models.DateTimeField(null=True)
    adopted_by = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=2000, blank=True)  # who decided, where, and what was weighed
    next_review = models.DateField(null=True)
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="one_charter_a_number"),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="adopted"), name="one_charter_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.number}"


class Kept(models.TextChoices):
    """What became of words that others are to read."""

    WAITING = "waiting", _("waits until an adult of the school has read it")
    SHOWN = "shown", _("shown")
    HELD = "held", _("kept back")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE.anonymise(person_id=None),
    audience="who wrote it; once read, everybody of the school, without a name",
)
class Indicator(models.Model):
    """Something that would show success. `figure` names a figure of the profile; "" is in own words alone."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="indicators")
    words = models.CharField(max_length=160)
    why = models.CharField(max_length=300, blank=True)
    figure = models.SlugField(max_length=40, blank=True)
    group = models.CharField(max_length=10, choices=Group.choices)
    person_id = models.BigIntegerField(null=True)  # None: taken over from the version before
    state = models.CharField(max_length=8, choices=Kept.choices, default=Kept.WAITING)
    at = models.DateTimeField()
    read_by = models.BigIntegerField(null=True)
    aim = models.FloatField(null=True)  # 0..1, set when the charter is adopted
    worthwhile = models.FloatField(null=True)  # a change of this much is worth while, fixed beforehand
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="who wrote it; once read, everybody of the school, without a name",
)
class Comment(models.Model):
    """What somebody says about a proposal."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="comments")
    words = models.CharField(max_length=400)
    group = models.CharField(max_length=10, choices=Group.choices)
    person_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=Kept.choices, default=Kept.WAITING)
    at = models.DateTimeField()
    read_by = models.BigIntegerField(null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class Judgement(models.TextChoices):
    CLOSER = "closer", _("closer to it than at the last look")
    SAME = "same", _("about where it was")
    FURTHER = "further", _("further away")
    UNCLEAR = "unclear", _("we can't tell")


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody of the school")
class Review(models.Model):
    """The look of a term at an adopted charter."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="reviews")
    period = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.BigIntegerField()  # school.Person
    words = models.CharField(max_length=1000)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody of the school")
class Judged(models.Model):
    """How a review saw one indicator that no figure stands behind."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="judged")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="judged")
    state = models.CharField(max_length=8, choices=Judgement.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "indicator"], name="one_judgement_an_indicator")
        ]
