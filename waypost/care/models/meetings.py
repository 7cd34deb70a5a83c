"""Support meetings: an agenda from signals and requests, decisions with an owner and a day, and groups for support."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import WITH_FILE, Disclosure, registered


@registered(
    disclosure=Disclosure.NONE,
    retention=WITH_FILE.since("made"),
    audience="its participants, counsellors and leaders",
)
class Meeting(models.Model):
    """When the adults sit together. `closed`: the recap is out."""

    title = models.CharField(max_length=120)
    day = models.DateField()
    led_by = models.BigIntegerField()  # school.Person
    made = models.DateTimeField()
    once = models.UUIDField(unique=True)
    closed = models.DateTimeField(null=True)


@registered(disclosure=Disclosure.NONE, retention=WITH_FILE.with_row("meeting"), audience="its participants")
class Participant(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    adult_id = models.BigIntegerField()
    recap_seen = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "adult_id"], name="once_at_a_meeting")
        ]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class AgendaItem(models.Model):
    """A student to be spoken of, and why: a signal, a request, a review that is due."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    person_id = models.BigIntegerField()
    ref_kind = models.CharField(
        max_length=24, blank=True
    )  # a neutral Ref: "signal", "intervention", "request"
    ref_id = models.BigIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)  # in a request's own words
    asked_by = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    discussed = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person_id"], name="once_on_an_agenda")
        ]


@registered(
    person_paths=("item__person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class Decision(models.Model):
    """What was decided; it is a planned step of its owner, so that it comes back on Today."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    follow_up = models.OneToOneField("care.FollowUp", on_delete=models.CASCADE, related_name="decision")
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    once = models.UUIDField(unique=True)


@registered(disclosure=Disclosure.NONE, retention=WITH_FILE.since("made"), audience="staff of its students")
class SupportGroup(models.Model):
    """Students who get help together: made from data, kept and reworked by people."""

    title = models.CharField(max_length=120)
    from_signal = models.CharField(max_length=40, blank=True)  # the rule that brought them together
    from_subject = models.BigIntegerField(default=0)
    made = models.DateTimeField()
    made_by = models.BigIntegerField()
    once = models.UUIDField(unique=True)
    ended = models.DateTimeField(null=True)


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class GroupMember(models.Model):
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="members")
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "person_id"], condition=models.Q(until__isnull=True), name="once_in_a_group"
            )
        ]
