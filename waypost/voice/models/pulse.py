"""How it goes, said by the student in ten seconds, for whom the student chose and for nobody else.

An answer that was taken back keeps its week (so that nobody is asked twice) and nothing of what it said.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import Clock, Disclosure, Retention, registered


class Share(models.TextChoices):
    """Who may see an answer."""

    ME = "me", _("Only me")
    HOME = "home", _("My home adult at school")
    TEACHER = "teacher", _("My teacher in this class")


class Feeling(models.IntegerChoices):
    NOT_GOOD = 1, _("not good")
    SO_SO = 2, _("so-so")
    OKAY = 3, _("okay")
    GOOD = 4, _("good")
    GREAT = 5, _("great")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("too easy")
    RIGHT = 2, _("about right")
    HARD = 3, _("too hard")


@registered(
    person_paths=("person_id", "reader_id"),
    disclosure=Disclosure.OWN_WORDS,
    retention=Retention(Clock.YEAR_END, days=1).ended_by("voice.pulse"),
    audience="the student, and the adult whom the student chose; never the family",
)
class Pulse(models.Model):
    """One answer of one student about one class. There is one in a week, in all."""

    person_id = models.BigIntegerField()
    class_id = models.BigIntegerField()  # school.Class
    monday = models.DateField()  # of its week
    at = models.DateTimeField()
    feeling = models.SmallIntegerField(null=True)  # Feeling; None: taken back
    difficulty = models.SmallIntegerField(null=True)  # Difficulty, where it was answered
    words = models.CharField(max_length=300, blank=True)
    share = models.CharField(max_length=8, choices=Share.choices, default=Share.ME)
    reader_id = models.BigIntegerField(null=True)  # school.Person: the home adult of that day, for Share.HOME
    shared_device = models.BooleanField(default=False)  # answered on a tablet of the class
    taken_back = models.DateTimeField(null=True)
    statement_id = models.UUIDField(null=True)  # what evidence was told: of shared ones only

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "monday"], name="one_pulse_a_week")
        ]
        indexes: ClassVar = [models.Index(fields=["class_id", "monday"])]

    @property
    def feeling_word(self) -> str:
        return str(Feeling(self.feeling).label) if self.feeling else ""

    @property
    def difficulty_word(self) -> str:
        return str(Difficulty(self.difficulty).label) if self.difficulty else ""
