"""Accounts and the books: roles, invitations, the log of reads and of acts, releases.

Everything here holds ids of people, never foreign keys to them: trust knows no room.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from django.utils.crypto import salted_hmac

from ..registry import KEEP, WITH_FILE, Clock, Disclosure, Retention, registered


class Role(models.TextChoices):
    """What a person may be here; one person may be several."""

    TEACHER = "teacher"
    STUDENT = "student"
    GUARDIAN = "guardian"
    LEADER = "leader"
    COUNSELLOR = "counsellor"
    SAFEGUARDING = "safeguarding"
    PRIVACY = "privacy"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"


STAFF = frozenset(
    {Role.TEACHER, Role.LEADER, Role.COUNSELLOR, Role.SAFEGUARDING, Role.PRIVACY, Role.ADMINISTRATOR}
)
#: Roles that two people grant together (TRUST 11) and that need a second factor (TRUST 16).
BY_TWO = frozenset({Role.PRIVACY, Role.SAFEGUARDING})
#: Teachers get it with a grace of fourteen days.
SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.LEADER, Role.COUNSELLOR, Role.PRIVACY, Role.SAFEGUARDING})


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password) if password else account.set_unusable_password()
        account.save(using=self._db)
        return account


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE.anonymise(
        name="",
        email="",
        is_active=False,
        mail=False,
        username=Concat(Value("left-"), Cast("pk", models.CharField())),
    ),
    audience="the person; administrators",
)
class Account(AbstractBaseUser):
    """Who may sign in. A child needs no e-mail address; roster people have no password until invited."""

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    person_id = models.BigIntegerField(null=True, unique=True)  # school.Person; trust doesn't know the room
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    theme = models.CharField(max_length=8, blank=True)  # "", "light" or "dark"
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField()
    second_factor_since = models.DateTimeField(null=True)  # start of the grace period, TRUST 16
    mail = models.BooleanField(default=True)  # tell me by mail that something waits
    mail_without = models.JSONField(
        default=list
    )  # kinds of mail that this person does without, other mail going on
    mail_refused = models.DateTimeField(null=True)  # the address bounced; nothing is sent until it is mended
    session_epoch = models.PositiveIntegerField(default=0)  # one more ends every session of the account

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    # Django's forms ask for these; Waypost has no superusers and no model permissions.
    is_staff = False
    is_superuser = False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Ties a session to the password and the epoch: a change of either ends it (TRUST 16)."""
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac("waypost.trust.session", value, secret=secret, algorithm="sha256").hexdigest()

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.username


@registered(
    person_paths=("account__person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="administrators",
)
class RoleGrant(models.Model):
    """A role held from one day to another, given by a named account (two for some roles, TRUST 11)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role.choices)
    organization_id = models.BigIntegerField(null=True)  # None: the whole instance
    granted_by = models.BigIntegerField(null=True)  # account id; None: set-up or roster
    second_by = models.BigIntegerField(null=True)
    confirmed = models.BooleanField(default=True)  # False: holds only once the second person has said yes
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "role"])]


@registered(
    person_paths=("account__person_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CREATED, days=30).ended_by("trust.nightly"),
    audience="nobody: only a hash is kept",
)
class OneTimeCode(models.Model):
    """An invitation, recovery or guardian code: hashed, single use, short life; GET shows a button, POST acts."""

    purpose = models.CharField(max_length=24)  # "invitation", "recovery", "guardian", "setup"
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of a secret of 128 bits or more
    subject_id = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField(null=True)  # account; None: the server's own console
    second_by = models.BigIntegerField(null=True)  # recovery is by two staff in person
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


@registered(
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CREATED, days=3 * 365).ended_by("trust.nightly"),
    audience="privacy",
)
class SubjectSet(models.Model):
    """A set of people that a page showed, stored once: a class is one reference (TRUST 12)."""

    digest = models.CharField(max_length=64, unique=True)
    pseudonyms = models.TextField()  # sorted, comma-separated; Pseudonym rows lead to people


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="privacy: erasing a row cuts the log's tie to the person",
)
class Pseudonym(models.Model):
    """A random name under which the log knows a person, or an account that belongs to nobody in the roster."""

    person_id = models.BigIntegerField(null=True, unique=True)
    account_id = models.BigIntegerField(null=True, unique=True)
    code = models.CharField(max_length=22, unique=True)


@registered(
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CREATED, days=3 * 365).ended_by("trust.nightly"),
    audience="privacy",
)
class ReadBatch(models.Model):
    """Rows of the read log as they were written together, chained by HMAC so that a change shows."""

    written = models.DateTimeField()
    rows = models.IntegerField()
    chain = models.CharField(max_length=64)  # HMAC(key, previous chain + the rows)


@registered(
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CREATED, days=3 * 365).ended_by("trust.nightly"),
    audience="privacy",
)
class ReadRow(models.Model):
    """Who looked, for what, at whom: one row per (actor, purpose, page, subjects, quarter of an hour)."""

    batch = models.ForeignKey(ReadBatch, on_delete=models.PROTECT, related_name="lines")
    actor = models.CharField(max_length=22)  # pseudonym of the account
    real_actor = models.CharField(max_length=22, blank=True)  # when somebody viewed as another
    role = models.CharField(max_length=16)
    purpose = models.CharField(max_length=40)
    page = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)  # "read" or "listed"
    restricted = models.BooleanField(
        default=False
    )  # of restricted things: never on a family's or a child's page
    subjects = models.ForeignKey(SubjectSet, on_delete=models.PROTECT)
    quarter = models.BigIntegerField()  # 15-minute slot since 1970

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subjects", "quarter"]),
            models.Index(fields=["actor", "quarter"]),
        ]


@registered(
    disclosure=Disclosure.RESTRICTED,
    retention=Retention(Clock.CREATED, days=3 * 365).ended_by("trust.nightly"),
    audience="privacy; administrators",
)
class Act(models.Model):
    """What was done to the books: grants, merges, imports, exports, credentials, settings. Ids, never contents."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # account; None: the command line or a job
    verb = models.CharField(max_length=60)  # "role.grant", "roster.apply", "identity.join"
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    chain = models.CharField(max_length=64)


@registered(
    disclosure=Disclosure.NONE,
    retention=Retention(Clock.CREATED, days=1).ended_by("trust.limits"),
    audience="nobody: keys are hashes",
)
class Tries(models.Model):
    """Failed tries on one account, device, code or network, so that the next one waits (TRUST 24)."""

    bucket = models.CharField(max_length=64, primary_key=True)  # HMAC of what is counted
    failures = models.PositiveIntegerField(default=0)
    first = models.DateTimeField()
    last = models.DateTimeField()


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="administrators")
class Setting(models.Model):
    """A choice of the school that isn't a model of its own (small JSON by name)."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()


@registered(disclosure=Disclosure.SHARED, retention=KEEP, audience="as each release says")
class Release(models.Model):
    """A family of aggregate tables as it was let out: nothing about groups is shown but from here (TRUST 2)."""

    name = models.CharField(max_length=60)  # "skills-by-class"
    period = models.CharField(max_length=40)  # "2026-autumn"
    made = models.DateTimeField()
    threshold = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "period", "audience"], name="one_release")
        ]


@registered(
    disclosure=Disclosure.NEVER,
    retention=Retention(Clock.CREATED, days=3 * 365),
    audience="nobody: the release job",
)
class ReleaseShown(models.Model):
    """A cell as it was once let out, with who stood behind it as pseudonyms: what was seen can't be unseen, so each
    later release is held against all of them. Never shown itself."""

    name = models.CharField(max_length=60)
    audience = models.CharField(max_length=20)
    line = models.CharField(max_length=120)
    column = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    codes = models.TextField()  # sorted, comma-separated
    low = models.FloatField()  # what the cell told: the mean lies between these
    high = models.FloatField()
    made = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "audience"])]


@registered(disclosure=Disclosure.SHARED, retention=KEEP, audience="as its release says")
class ReleaseCell(models.Model):
    """One cell: shown, or hidden with the reason. `members` lets the next release see who changed (never shown)."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="cells")
    line = models.CharField(max_length=120)  # place in the hierarchy: "school/5/Mathematics 5A"
    column = models.CharField(max_length=80)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    band = models.CharField(max_length=20, blank=True)  # n in bands: "10-19"
    shown = models.BooleanField()
    words = models.CharField(max_length=40, blank=True)  # ">= 90 %" for the unanimous
    members = models.CharField(max_length=64)  # digest of the sorted members
    made = models.DateTimeField()  # when this value was first shown

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "line", "column"], name="one_cell")
        ]
