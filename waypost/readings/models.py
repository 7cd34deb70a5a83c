"""What is derived from the stream: events, states, readings and signal episodes. Nothing else writes a reading.

Everything but the episodes' history can be thrown away and built again from `evidence`; `rebuild --verify` says so.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.trust.registry import KEEP, WITH_FILE, Disclosure, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="nobody: a set of tags by id")
class TagSet(models.Model):
    """What a statement says besides its activity (skill columns, parents, groupings), once per combination."""

    key = models.CharField(max_length=500, unique=True)  # sorted evidence.Iri ids, comma-separated


@registered(
    person_paths=("identifier__identities__person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE.ended_by("evidence.Statement"),
    audience="as readings.access says",
)
class Event(models.Model):
    """One statement that a measure can read, decoded once. Columns as in `waypost.measures.events`."""

    seq = models.BigIntegerField(primary_key=True)
    identifier_id = models.BigIntegerField()  # school.Identifier of the student
    at = models.BigIntegerField(null=True)  # work time, ms UTC; None: undated
    kind = models.SmallIntegerField()
    source_id = models.IntegerField()
    activity_id = models.BigIntegerField()  # evidence.Iri
    tags_id = models.BigIntegerField(null=True)  # TagSet
    success = models.SmallIntegerField(default=-1)
    score = models.IntegerField(default=-1)
    level = models.SmallIntegerField(default=-1)
    duration = models.BigIntegerField(default=-1)
    flags = models.IntegerField(default=0)
    actor_id = models.BigIntegerField(default=0)  # Identifier of the adult, where the event is another's act
    voided = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["identifier_id", "at", "seq"]),
            models.Index(fields=["source_id", "activity_id"]),
        ]


@registered(
    person_paths=("identifier__identities__person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE.ended_by("evidence.Statement"),
    audience="administrators: how many wait",
)
class Ahead(models.Model):
    """An event dated in the future when it came: it waits, advances nothing, and is read when its time is there."""

    seq = models.BigIntegerField(primary_key=True)
    identifier_id = models.BigIntegerField()
    at = models.BigIntegerField(db_index=True)  # ms UTC


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="administrators")
class Cursor(models.Model):
    """How far the projector has come, who holds the lease, and what it last did."""

    name = models.CharField(max_length=24, primary_key=True)  # "projector"
    seq = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True)  # end of the lease, by the machine's clock
    last_day = models.DateField(null=True)  # last school day whose close was read


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="nobody: a work list",
)
class Stale(models.Model):
    """A student to fold anew from the first event (late or voided evidence, identity, alignment, parameters)."""

    person_id = models.BigIntegerField(primary_key=True)
    why = models.CharField(max_length=40)
    times = models.BigIntegerField(default=1)  # marked how often: a fold ends only the marks that it had seen


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="nobody: fold states",
)
class State(models.Model):
    """A measure's state for one student: up to which event, and packed by the measure itself."""

    person_id = models.BigIntegerField()
    measure = models.CharField(max_length=40)
    version = models.CharField(max_length=40)  # of the measure and of its parameters
    seq = models.BigIntegerField()
    last_at = models.BigIntegerField(null=True)
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person_id", "measure"], name="one_state")]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="as readings.access says",
)
class Reading(models.Model):
    """One measure of one subject for one student, as of the last day read (see `waypost.measures.reading`)."""

    person_id = models.BigIntegerField()
    measure = models.CharField(max_length=40)
    subject = models.BigIntegerField(default=0)  # skills.Skill, 0: the whole student
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.IntegerField(default=0)
    as_of = models.DateField(null=True)
    state = models.CharField(max_length=24)
    detail = models.JSONField(default=dict)
    series = models.JSONField(default=list)  # [day, value] for the chart beside it, oldest first

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "measure", "subject"], name="one_reading")
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "subject", "state"])]


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="as readings.access says",
)
class Episode(models.Model):
    """A signal from its first day to its end: append-only history stands in `EpisodeEvent`; reopening is a new one."""

    person_id = models.BigIntegerField()
    signal = models.CharField(max_length=40)
    subject = models.BigIntegerField(default=0)
    opened = models.DateField()  # first school day: part of the identity
    version = models.CharField(max_length=40)  # of the rule
    state = models.CharField(max_length=10)  # open, suspended, ended
    raised_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reasons = models.JSONField(default=list)  # as they stand now; as first shown: in the history
    clears = models.JSONField(null=True)
    next_step = models.JSONField(null=True)
    inputs = models.JSONField(default=dict)
    ended = models.DateField(null=True)
    ended_by = models.CharField(max_length=8, blank=True)  # evidence, person, time
    good_news = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)  # first opened by an adult
    snoozed_until = models.DateField(null=True)  # not shown before this day
    silent_until = models.DateField(
        null=True
    )  # said to be wrong: no new episode up to and including this day
    only_for_id = models.BigIntegerField(null=True)  # the one adult (school.Person) whom the student chose
    adults_from = models.DateField(null=True)  # until then the student alone sees it
    resting = models.BooleanField(
        default=False
    )  # ended by a person while its reason stood: none until that has gone

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "signal", "subject", "opened"], name="one_episode"),
            models.UniqueConstraint(
                fields=["person_id", "signal", "subject"],
                condition=~models.Q(state="ended"),
                name="one_live_episode",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "signal"]),
            models.Index(fields=["person_id", "state"]),
        ]


@registered(
    person_paths=("episode__person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="staff of the student",
)
class EpisodeEvent(models.Model):
    """What happened to an episode, in order; never changed."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField()
    kind = models.CharField(
        max_length=12
    )  # raised, seen, answered, taken, snoozed, suspended, resumed, ended
    account_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody: shown on How we know")
class Parameters(models.Model):
    """Fitted parameters of a measure: a new row is in force from its day on, with the proof that it was better."""

    measure = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    values = models.JSONField()
    fitted = models.DateTimeField()
    in_force = models.BooleanField(default=False)
    report = models.JSONField(default=dict)  # fit on whom, better by how much on students held back

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "version"], name="one_version")]


@registered(
    disclosure=Disclosure.NONE, retention=KEEP, audience="nobody: what is usual in a class, two numbers"
)
class ClassHabit(models.Model):
    """Beta(alpha, beta) of a day with work, fitted over a class of ten or more: the prior of "gone quiet"."""

    class_id = models.BigIntegerField(primary_key=True)  # school.Class
    values = models.JSONField()  # [alpha, beta]
    day = models.DateField()  # the school day at whose close it was fitted


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff: shown on How we know")
class RuleTest(models.Model):
    """The backtest of a rule over the days gone by: figures over the whole school, by the rule as it then was."""

    signal = models.CharField(max_length=40, unique=True)
    version = models.CharField(max_length=40)  # of the rule and of the parameters it rests on
    made = models.DateTimeField()
    first = models.DateField(null=True)  # school days looked at
    last = models.DateField(null=True)
    figures = models.JSONField(default=dict)  # as `measures.quality.figures_of` writes them


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff: shown on How we know")
class RetiredRule(models.Model):
    """A rule that the school has retired: while `back` is empty it raises nothing."""

    signal = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)  # Account
    back = models.DateTimeField(null=True)
    back_reason = models.CharField(max_length=300, blank=True)
    back_by_id = models.BigIntegerField(null=True)  # Account

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["signal"], condition=models.Q(back__isnull=True), name="one_retirement"
            )
        ]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff: shown on How we know")
class RuleNumbers(models.Model):
    """Numbers of a rule that the school chose for itself, and what looking back said they would have changed."""

    signal = models.CharField(max_length=40)
    values = models.JSONField(default=dict)  # setting -> number; those left out are as shipped
    reason = models.CharField(max_length=300)
    # looking (back over the last school days), ready (for a decision), in force, ended, dropped
    state = models.CharField(max_length=12, default="looking")
    asked = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)  # Account
    found = models.JSONField(default=dict)  # as `would_change.Found` says it, in bands
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["signal"], condition=models.Q(state="in force"), name="one_set_of_numbers"
            )
        ]
