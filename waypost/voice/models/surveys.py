"""Surveys: questions with versions, who is asked in which round, and what was decided beforehand.

A wave is one round of a survey. What it asks is written down at its opening and never changes with the questions.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from waypost.trust.registry import KEEP, Clock, Disclosure, Retention, registered

from ..bank import FAMILIES, OWN, STAFF, STUDENTS

YEARS = Retention(Clock.CREATED, days=3 * 365)


class Kind(models.TextChoices):
    """What is promised about names."""

    NAMED = "named", _("with names")
    CONFIDENTIAL = "confidential", _("confidential")
    ANONYMOUS = "anonymous", _("anonymous")


class People(models.TextChoices):
    PUPILS = STUDENTS, _("students")
    HOMES = FAMILIES, _("families")
    TEAM = STAFF, _("staff")


class Unit(models.TextChoices):
    """The one group finer than all for which results are told."""

    WHOLE = "whole", _("everybody together")
    YEAR = "year", _("by year")
    CLASS = "class", _("by class")


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    UNREAD = "unread", _("destroyed unread")


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff of the school")
class Item(models.Model):
    """A question. What it says stands in its versions; the last one is asked next."""

    slug = models.CharField(max_length=48, unique=True)
    scale = models.CharField(max_length=24, default=OWN)
    people = models.CharField(max_length=8, choices=People.choices)
    words = models.BooleanField(default=False)  # answered in own words, not from 1 to 5
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["scale", "position", "pk"]

    @property
    def current(self) -> ItemVersion:
        return max(self.versions.all(), key=lambda v: v.number)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody who is asked")
class ItemVersion(models.Model):
    """What a question says in each language. Never changed: another wording is another version."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()  # language -> text
    topics = models.JSONField(default=list)  # protected areas (bank.TOPICS)
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # school.Person; None: came with Waypost

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="one_item_version_a_number")
        ]

    @property
    def text(self) -> str:
        """In the reader's language, else as it was written."""
        language = (translation.get_language() or "en").partition("-")[0]
        return str(self.texts.get(language) or self.texts.get("") or next(iter(self.texts.values())))


@registered(disclosure=Disclosure.NONE, retention=YEARS, audience="staff of the school")
class Survey(models.Model):
    """What is asked, whom, and what is promised about names. Its rounds are waves."""

    title = models.CharField(max_length=120)
    people = models.CharField(max_length=8, choices=People.choices, default=People.PUPILS)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ANONYMOUS)
    unit = models.CharField(max_length=5, choices=Unit.choices, default=Unit.WHOLE)
    organization_id = models.BigIntegerField(null=True)  # school.Organization
    klass_id = models.BigIntegerField(null=True)  # school.Class; None: the whole school
    every_weeks = models.PositiveSmallIntegerField(default=0)  # 0: once
    made = models.DateTimeField()
    made_by = models.BigIntegerField()  # school.Person
    ended = models.DateTimeField(null=True)
    once = models.UUIDField(unique=True)


@registered(disclosure=Disclosure.NONE, retention=YEARS.with_row("survey"), audience="staff of the school")
class SurveyItem(models.Model):
    """A question of a survey, as long as the survey asks it."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "item"], name="one_survey_item_a_survey")
        ]


@registered(disclosure=Disclosure.NONE, retention=YEARS.since("closes_on"), audience="everybody who is asked")
class Wave(models.Model):
    """One round. `public_key` seals anonymous answers; its private half lies in the folder of keys until the close."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day on which one can answer
    notice_on = models.DateField(null=True)  # when families were told of protected topics
    reminded_on = models.DateField(null=True)
    public_key = models.BinaryField(null=True)
    swept = models.BooleanField(default=False)  # what stood in boxes is gone from the disk
    figures_made = models.DateTimeField(null=True)
    came = models.CharField(
        max_length=1000, blank=True
    )  # what was heard and what will be done, told to all asked
    came_on = models.DateField(null=True)  # since when those who were asked read it, with the results

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_wave_a_number")
        ]

    @property
    def name(self) -> str:
        """Of its key, its spool and its release."""
        return f"survey-{self.survey_id}-{self.number}"

    @property
    def kind(self) -> str:
        return self.survey.kind

    @property
    def anonymous(self) -> bool:
        return self.survey.kind == Kind.ANONYMOUS

    @property
    def open(self) -> bool:
        return self.state == State.OPEN

    @property
    def over(self) -> bool:
        return self.state in {State.CLOSED, State.UNREAD}

    def overdue(self, today: date) -> bool:
        return self.open and self.closes_on < today


@registered(disclosure=Disclosure.NONE, retention=YEARS.with_row("wave"), audience="everybody who is asked")
class WaveItem(models.Model):
    """What this round asks, in these very words."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="questions")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "version"], name="one_wave_item_a_wave")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CREATED, days=400).since("wave__closes_on"),
    audience="the person; of others only how many, after the close",
)
class Invited(models.Model):
    """Somebody who is asked in a wave. Whether, never when: rows are made at the opening, `answered` moves in batches."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invited")
    person_id = models.BigIntegerField()
    unit = models.CharField(max_length=60, blank=True)  # the group for which results are told; "": all
    answered = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "person_id"], name="asked_once_a_wave")
        ]
        indexes: ClassVar = [models.Index(fields=["person_id"])]
