"""The learning record store: statements as they were sent, in commit order, and where they came from.

`seq` is given in commit order (DESIGN, Evidence). A statement is never changed: voiding hides it, erasure leaves a
tombstone. `audience` is set by the writing code, never by the sender (TRUST 6).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waypost.school.models import Identifier
from waypost.trust.registry import KEEP, WITH_FILE, Clock, Disclosure, Retention, registered


class Audience(models.IntegerChoices):
    PUBLIC_TO_TOOLS = 1  # credentials, forwarding, export and lake may read it
    SCHOOL = 2
    CARE = 3
    CHILD = 4


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff")
class Source(models.Model):
    """A tool, a file or a room that evidence comes from, and what is usual for it."""

    name = models.CharField(max_length=120, unique=True)  # as people call it: "Khan Academy"
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)  # xapi, file, room
    home_page = models.CharField(
        max_length=500, blank=True
    )  # of its accounts, and prefix of what its files name
    paused = models.BooleanField(default=False)  # a person says: nothing is expected now
    made = models.DateTimeField()
    last_arrival = models.DateTimeField(null=True)
    mapping = models.JSONField(default=dict)  # saved column mapping of a file source

    def __str__(self) -> str:
        return self.name


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff")
class SourceDay(models.Model):
    """How much came and how much was refused, by school day of arrival and of work: the usual rhythm is read here."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    arrived = models.IntegerField(default=0)  # statements stored on that day
    worked = models.IntegerField(default=0)  # statements whose work was done on that day
    refused = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "day"], name="one_source_day")]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff")
class SourceGap(models.Model):
    """From one day to another a source was silent against its habit, or a person says that it was down."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="gaps")
    since = models.DateField()
    until = models.DateField(null=True)  # last silent day; None: still
    found_by = models.CharField(max_length=8)  # "rhythm" or "person"
    note = models.CharField(max_length=200, blank=True)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="administrators")
class Credential(models.Model):
    """A tool's key to /xapi, bound to one source (TRUST 7). Only a hash of the secret is kept."""

    name = models.CharField(max_length=120, unique=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="credentials")
    key = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)  # SHA-256 of a random secret
    scope = models.CharField(max_length=24, default="statements")  # statements, read, write, all
    prefixes = models.JSONField(default=list)  # activity prefixes; empty: any that is not another source's
    class_id = models.BigIntegerField(null=True)  # roster group, None: whole school
    daily_quota = models.IntegerField(default=500_000)
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    last_used = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="staff")
class Iri(models.Model):
    """An activity, verb, tag or home page, once."""

    iri = models.CharField(max_length=2000, unique=True)
    name = models.CharField(max_length=300, blank=True)  # from an activity definition, if one was sent


@registered(
    person_paths=("agents__identifier__identities__person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="by the row's audience",
)
class Statement(models.Model):
    """One xAPI statement, as sent (`payload`) and as filed (the columns)."""

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    stored = models.BigIntegerField()  # milliseconds UTC
    timestamp = models.BigIntegerField(null=True)  # work time, ms UTC; None: undated
    # Foreign keys without an index of their own: twenty thousand rows a second go in, and each index costs a tenth.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    credential = models.ForeignKey(Credential, null=True, on_delete=models.PROTECT, db_index=False)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    actor = models.ForeignKey(
        Identifier, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    verb = models.ForeignKey(Iri, on_delete=models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(Iri, null=True, on_delete=models.PROTECT, related_name="+")
    voids = models.UUIDField(null=True)
    voided_by = models.BigIntegerField(null=True)  # seq
    redacted = models.BooleanField(default=False)
    payload = (
        models.BinaryField()
    )  # UTF-8 JSON; `stored` and `authority` are put in at reading (stream.document)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["source", "stored"]),
            models.Index(
                fields=["voids"], condition=models.Q(voids__isnull=False), name="voiding_statements"
            ),
        ]


@registered(
    person_paths=("identifier__identities__person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE.with_row("statement"),
    audience="by the statement's audience",
)
class StatementAgent(models.Model):
    """Every person position of a statement (TRUST 8): actor, object, instructor, team, authority, members."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="agents")
    identifier = models.ForeignKey(Identifier, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.CharField(max_length=24)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identifier", "statement", "position"], name="one_agent_position")
        ]


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="nobody: hashes only")
class Tombstone(models.Model):
    """What is left of an erased statement; the same id sent again is refused as erased."""

    seq = models.BigIntegerField(primary_key=True)
    id_digest = models.CharField(max_length=64, unique=True)  # HMAC of the statement id
    case = models.CharField(max_length=64)
    erased = models.DateTimeField()


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="nobody: hashes only")
class ErasedName(models.Model):
    """A name in a tool whose person was erased, as a keyed hash: work from before that day isn't taken again, whatever its id."""

    digest = models.CharField(max_length=64, primary_key=True)  # HMAC of the canonical key
    case = models.CharField(max_length=64)
    erased = models.DateTimeField()


@registered(
    disclosure=Disclosure.RESTRICTED, retention=Retention(Clock.CREATED, days=30), audience="administrators"
)
class Refused(models.Model):
    """Evidence that could not be taken, with its reason: it can be mended and replayed with its id."""

    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="refused")
    credential = models.ForeignKey(Credential, null=True, on_delete=models.SET_NULL)
    received = models.DateTimeField()
    statement_id = models.UUIDField(null=True)
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=500)
    document = models.TextField()
    state = models.CharField(max_length=10, default="waiting")  # waiting, replayed, dropped
    handled_by = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "source"])]


@registered(
    disclosure=Disclosure.RECORD, retention=Retention(Clock.CREATED, days=400), audience="administrators"
)
class ResponseImport(models.Model):
    """One response file: what it is, how its columns are read, and how far it has come (it can be resumed)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    format = models.CharField(max_length=24)
    mapping = models.JSONField(default=dict)
    # chosen (columns to look over), running, done, failed; going (being taken back), back
    state = models.CharField(max_length=12)
    sentence = models.CharField(max_length=500, blank=True)  # why it failed
    make_people = models.BooleanField(default=False)
    rows_read = models.BigIntegerField(default=0)
    rows_in = models.BigIntegerField(default=0)
    rows_same = models.BigIntegerField(default=0)
    rows_otherwise = models.BigIntegerField(default=0)  # of those: read with other columns before
    rows_back = models.BigIntegerField(default=0)  # taken back so far
    rows_refused = models.BigIntegerField(default=0)
    report = models.CharField(max_length=255, blank=True)  # file of refused rows with reasons
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    made_by = models.BigIntegerField(null=True)


@registered(
    disclosure=Disclosure.NONE, retention=Retention(Clock.CREATED, days=400).with_row("of"), audience="nobody"
)
class ImportedStretch(models.Model):
    """Which statements an import brought in: those of its source from `first` to `last` (seqs). Taking back reads it."""

    of = models.ForeignKey(ResponseImport, on_delete=models.CASCADE, related_name="stretches")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
