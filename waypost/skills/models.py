"""Trees of skills (CASE), what comes before what, and which activities count for which skill.

Alignments are data that teachers see and edit, never code.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import KEEP, Disclosure, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class Framework(models.Model):
    """A tree of skills (CASE CFDocument): a curriculum, a set of standards, or the school's own."""

    uri = models.CharField(max_length=500, unique=True)
    identifier = models.CharField(max_length=64, blank=True)  # CASE GUID
    title = models.CharField(max_length=255)
    creator = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=12, blank=True)
    version = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(default=True)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class Skill(models.Model):
    """One thing to learn (CASE CFItem). `rule` says how it counts as learnt: by the model or by judgement."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="skills")
    identifier = models.CharField(max_length=64, blank=True)  # CASE GUID
    code = models.CharField(max_length=120)  # humanCodingScheme
    title = models.CharField(max_length=500)
    statement = models.TextField(blank=True)  # fullStatement
    kind = models.CharField(max_length=64, blank=True)  # CFItemType: domain, cluster, standard, skill
    subject = models.CharField(max_length=120, blank=True)
    grades = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    position = models.IntegerField(default=0)
    rule = models.CharField(max_length=10, default="model")  # or "judgement"
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_code_a_framework")
        ]
        ordering: ClassVar = ["framework_id", "position", "id"]

    def __str__(self) -> str:
        return self.title


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class Relation(models.Model):
    """`before` comes before `after` (CASE precedes), or is related to it."""

    before = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="leads_to")
    after = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="rests_on")
    kind = models.CharField(max_length=24, default="precedes")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "after", "kind"], name="one_relation")
        ]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="teachers")
class Alignment(models.Model):
    """What counts for a skill: an activity by exact id, all below a prefix, or what a file's column said.

    A measure reads a source only where the alignment names that source (TRUST 7); `source_id` is evidence.Source.
    """

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="alignments")
    source_id = models.BigIntegerField()
    match = models.CharField(max_length=8)  # exact, prefix, column
    pattern = models.CharField(max_length=1000)  # IRI, IRI prefix, or the column's value
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["skill", "source_id", "match", "pattern"],
                condition=models.Q(ended__isnull=True),
                name="one_live_alignment",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["source_id", "match"])]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="nobody: a counter")
class Generation(models.Model):
    """Counts up with every change, so that each process knows when what it remembers is out of date."""

    name = models.CharField(max_length=24, primary_key=True)  # "alignments"
    number = models.BigIntegerField(default=0)
