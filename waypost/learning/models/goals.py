"""Own goals: what a student wants, in own words, at five levels that stay as they were set.

A level is kept as 1..5, which is -2..+2 on the scale of Kiresuk & Sherman (1968) plus 3: 2 is where I am today,
3 is what I expect.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import WITH_FILE, Disclosure, registered

LOWEST, TODAY, EXPECTED, HIGHEST = 1, 2, 3, 5
LEVELS = range(LOWEST, HIGHEST + 1)

#: What a level means where the student wrote nothing of its own: kept empty, and said in the reader's language.
PLAIN = {
    1: _("It got further away"),
    2: _("Where I am today"),
    3: _("I can do what I planned"),
    4: _("A bit more than I planned"),
    5: _("Much more than I planned"),
}


class GoalKind(models.TextChoices):
    ACADEMIC = "academic", _("Something I learn")
    PERSONAL = "personal", _("Something for me")
    SOCIAL = "social", _("Something with others")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="the student; adults of the school and the family unless it is private",
)
class Goal(models.Model):
    """One goal of one student. What it says stands in its versions; the last one counts."""

    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=GoalKind.choices, default=GoalKind.ACADEMIC)
    private = models.BooleanField(default=False)  # only the student sees it
    level = models.SmallIntegerField(default=TODAY)  # of the latest review
    made = models.DateTimeField()
    made_by = (
        models.BigIntegerField()
    )  # school.Person: the student, or the adult who wrote it with the student
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)  # of the form that was sent: a second sending makes no second goal

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "ended"])]

    @property
    def current(self) -> GoalVersion:
        """What holds now (from `versions` as fetched beforehand, where it was)."""
        return max(self.versions.all(), key=lambda v: v.number)

    @property
    def reached(self) -> bool:
        return self.level >= EXPECTED

    @property
    def shared(self) -> bool:
        return not self.private


@registered(
    person_paths=("goal__person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="as the goal",
)
class GoalVersion(models.Model):
    """What a goal says from one revision to the next. Never changed: a revision is a new row."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)
    how_i_know = models.CharField(max_length=300, blank=True)
    by_when = models.DateField()
    level_1 = models.CharField(max_length=200, blank=True)
    level_2 = models.CharField(max_length=200, blank=True)
    level_3 = models.CharField(max_length=200, blank=True)
    level_4 = models.CharField(max_length=200, blank=True)
    level_5 = models.CharField(max_length=200, blank=True)
    changed_because = models.CharField(max_length=300, blank=True)
    made = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "number"], name="one_goal_version_a_number")
        ]

    def level_words(self, level: int) -> str:
        """What this level means: the student's own words, or the plain ones."""
        own = getattr(self, f"level_{level}")
        if own:
            return str(own)
        return self.how_i_know if level == EXPECTED and self.how_i_know else str(PLAIN[level])

    def overdue(self, today: date) -> bool:
        return self.by_when < today


@registered(
    person_paths=("goal__person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="as the goal",
)
class Milestone(models.Model):
    """A step on the way. It stays through revisions; one that is no longer wanted is dropped, not deleted."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    done = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "position"], name="one_milestone_a_place")
        ]


@registered(
    person_paths=("goal__person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="as the goal",
)
class Progress(models.Model):
    """A step done, or a look at where I am. `statement_id` is its statement in evidence, none while private."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="progress")
    version = models.PositiveSmallIntegerField()
    milestone = models.OneToOneField(Milestone, null=True, on_delete=models.CASCADE, related_name="progress")
    level = models.SmallIntegerField()  # 1..5 at that moment
    moved = models.BooleanField(default=True)  # a step done or another level: what evidence is told of
    words = models.CharField(max_length=600, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    once = models.UUIDField(unique=True)
    statement_id = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


@registered(
    person_paths=("goal__person_id",),
    disclosure=Disclosure.OWN_WORDS,
    retention=WITH_FILE,
    audience="as the goal",
)
class Shows(models.Model):
    """What shows that a goal comes closer: some words, a link, a piece of work, or a skill as its reading stood that day."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="shows")
    words = models.CharField(max_length=400, blank=True)
    link = models.CharField(max_length=500, blank=True)
    piece_id = models.BigIntegerField(null=True)  # Piece of the same student
    skill_id = models.BigIntegerField(null=True)  # skills.Skill
    state = models.CharField(max_length=24, blank=True)  # of the reading, on that day
    at = models.DateTimeField()
    by = models.BigIntegerField()
    once = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
