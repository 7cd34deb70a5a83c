"""People and what makes a school: who, in which classes, on which days. Named as in OneRoster 1.2.

A person is one row for good: other systems' names for them are `Identifier`s, tied by dated `Identity` rows that a
person may join and part (TRUST 9). Nobody is deleted by a roster.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _

from waypost.trust.registry import KEEP, WITH_FILE, Clock, Disclosure, Retention, registered


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class Organization(models.Model):
    """A school, district or department (OneRoster org)."""

    sourced_id = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=32, default="school")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    identifier = models.CharField(max_length=255, blank=True)
    active = models.BooleanField(default=True)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class School(models.Model):
    """The one row about this instance: its name, time zone and habits."""

    name = models.CharField(max_length=255)
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12, default="en")
    weekdays = models.CharField(max_length=7, default="1111100")  # Monday first: is it a school day?
    mail_domains = models.JSONField(default=list)  # domains that the school owns, for joining identities
    roster_homes = models.JSONField(
        default=list
    )  # account home pages whose names are the roster's sourcedIds
    calendar_version = models.PositiveIntegerField(default=0)  # moves with every change of school days
    set_up_step = models.CharField(max_length=24, default="name")  # first ten minutes; "done" at the end
    demo_now = models.DateTimeField(null=True)  # the demonstration's own clock, demo folders only


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class AcademicSession(models.Model):
    """A school year, term or half-term (gradingPeriod)."""

    sourced_id = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)  # schoolYear, semester, term, gradingPeriod
    start = models.DateField()
    end = models.DateField()  # last day, included
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    active = models.BooleanField(default=True)
    rostered = models.BooleanField(default=False)  # only a row that a roster named can be gone from one


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class DayOff(models.Model):
    """A day without school inside a term (holiday, snow), or with `school` a day with school outside the habit."""

    day = models.DateField(unique=True)
    title = models.CharField(max_length=120, blank=True)
    school = models.BooleanField(default=False)


@registered(
    person_paths=("id",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE.unless("named in a concern").anonymise(
        given_name="",
        family_name="",
        preferred_name="",
        sourced_id=None,
        email="",
        birth_date=None,
        grade="",
        kind="gone",
        protected=False,
        active=False,
        rostered=False,
    ),
    audience="as school.access says",
)
class Person(models.Model):
    """A student, a guardian or a member of staff. `merged_into` points to the row that stands for both."""

    sourced_id = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001 (absent is not empty)
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120, blank=True)
    preferred_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    birth_date = models.DateField(null=True)
    grade = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=12, default="student")  # student, guardian, staff, partner
    protected = models.BooleanField(
        default=False
    )  # address, phone, photo: not for guardians or partners (TRUST 10)
    active = models.BooleanField(default=True)  # false: left, or gone from the roster as a person confirmed
    rostered = models.BooleanField(default=False)  # only a row that a roster named can be gone from one
    since = models.DateField(null=True)  # first day here
    left = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "active"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.called} {self.family_name}".strip() or _("somebody who has left")

    @property
    def called(self) -> str:
        return self.preferred_name or self.given_name


@registered(
    person_paths=("person",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="leader; equity page only",
)
class Demographics(models.Model):
    """For equity pages alone; never an input of a measure or a signal."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE)
    values = models.JSONField(default=dict)  # OneRoster names: sex, hispanicOrLatinoEthnicity, ...


@registered(
    person_paths=("identities__person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="administrators",
)
class Identifier(models.Model):
    """What another system calls somebody, in canonical form: "account|https://home|name", "mbox|mailto:a@b.org"."""

    key = models.CharField(max_length=1000, unique=True)
    issuer = models.CharField(
        max_length=500, blank=True
    )  # home page, mail domain or roster that gives it out

    @property
    def called(self) -> str:
        """The name itself, as people know it from the tool."""
        return self.key.rpartition("|")[2].removeprefix("mailto:")


@registered(
    person_paths=("person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE.with_row("identifier"),
    audience="administrators",
)
class Identity(models.Model):
    """From one day to another this identifier was this person. Parted identities stay, ended in `parted`."""

    identifier = models.ForeignKey(Identifier, on_delete=models.CASCADE, related_name="identities")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    since = models.DateField(null=True)  # validity of the identifier for this person; None: open
    until = models.DateField(null=True)
    basis = models.CharField(max_length=24)  # "sourcedId", "school mail", "by hand", "import"
    set_by = models.BigIntegerField(null=True)  # account
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    parted = models.DateTimeField(null=True)
    parted_by = models.BigIntegerField(
        null=True
    )  # account; 0: the command line; None: the rule that joined it
    parted_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "parted"])]


@registered(
    person_paths=("kept", "absorbed"),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="administrators",
)
class Merge(models.Model):
    """Two rows found to be one person, by whom and why, so that it can be undone exactly."""

    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    parted = models.DateTimeField(null=True)
    parted_by = models.BigIntegerField(null=True)
    parted_reason = models.CharField(max_length=300, blank=True)


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class Course(models.Model):
    sourced_id = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=255)
    subject = models.CharField(max_length=120, blank=True)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.SET_NULL)
    active = models.BooleanField(default=True)
    rostered = models.BooleanField(default=False)  # only a row that a roster named can be gone from one


@registered(disclosure=Disclosure.NONE, retention=KEEP, audience="everybody")
class Class(models.Model):
    """A group that meets: a subject class or a homeroom."""

    sourced_id = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=16, default="scheduled")  # or "homeroom"
    course = models.ForeignKey(Course, null=True, on_delete=models.SET_NULL, related_name="classes")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.SET_NULL, related_name="classes"
    )
    grade = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    periods = models.CharField(max_length=120, blank=True)
    sessions = models.ManyToManyField(AcademicSession, related_name="classes")
    active = models.BooleanField(default=True)
    rostered = models.BooleanField(default=False)  # only a row that a roster named can be gone from one


@registered(
    person_paths=("person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="as school.access says",
)
class Membership(models.Model):
    """A person's role at an organization (OneRoster roles.csv)."""

    sourced_id = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=32)  # OneRoster role
    primary = models.BooleanField(default=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    active = models.BooleanField(default=True)
    rostered = models.BooleanField(default=False)  # only a row that a roster named can be gone from one


@registered(
    person_paths=("person",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="as school.access says",
)
class Enrollment(models.Model):
    """A person in a class, from one day to another; role student or teacher."""

    sourced_id = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrollments")
    klass = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="enrollments")
    role = models.CharField(max_length=16)
    primary = models.BooleanField(default=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    active = models.BooleanField(default=True)
    rostered = models.BooleanField(default=False)  # only a row that a roster named can be gone from one

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["klass", "role", "active"]),
            models.Index(fields=["person", "role", "active"]),
        ]


@registered(
    person_paths=("student", "adult"),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="the school",
)
class HomeAdult(models.Model):
    """The adult to whom signals about the person go; each student has one at a time."""

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="home_adults")
    adult = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="home_students")
    basis = models.CharField(max_length=16)  # "roster", "by hand"
    since = models.DateField()
    until = models.DateField(null=True)
    set_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student"], condition=models.Q(until__isnull=True), name="one_home_adult_at_a_time"
            )
        ]


@registered(
    person_paths=("student", "guardian"),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="administrators",
)
class GuardianLink(models.Model):
    """What a guardian may do for a student (TRUST 10). Imports make pending links; a person confirms them."""

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardian_links")
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ward_links")
    state = models.CharField(max_length=10, default="pending")  # pending, confirmed, ended
    see = models.BooleanField(default=False)
    message = models.BooleanField(default=False)
    consent = models.BooleanField(default=False)
    book = models.BooleanField(default=False)
    basis = models.CharField(max_length=300, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    set_by = models.BigIntegerField(null=True)
    second_by = models.BigIntegerField(
        null=True
    )  # a court restriction needs two staff and a document reference
    agreed = models.DateTimeField(
        null=True
    )  # of age, the student said yes: else it opens nothing from that day

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "guardian"],
                condition=~models.Q(state="ended"),
                name="one_live_guardian_link",
            )
        ]


@registered(
    person_paths=("student",),
    disclosure=Disclosure.SHARED,
    retention=WITH_FILE,
    audience="teachers of the student",
)
class Attendance(models.Model):
    """Was a student there? No reasons are stored. `period` is empty for the whole day."""

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendance")
    day = models.DateField()
    period = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8)  # present, absent, excused
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student", "day", "period"], name="one_attendance_a_period")
        ]


@registered(
    person_paths=("student",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="nobody by name; leaders by groups of ten, from releases",
)
class GrowthPercentile(models.Model):
    """How far a student came in a school year, as the authority measures it. No page shows one; handed over on request.

    Each file keeps its own rows; the latest file that names a student, year and subject holds, so that taking a file
    back brings back what stood before.
    """

    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="growth_percentiles")
    year = models.PositiveSmallIntegerField()  # in which the school year ends, as OneRoster has it
    grade = models.CharField(max_length=16)
    subject = models.CharField(max_length=60)
    percentile = models.PositiveSmallIntegerField()  # 1 to 99
    error = models.FloatField()  # standard error, of the authority
    batch = models.BigIntegerField()  # the import it came by

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch", "student", "year", "subject"], name="one_percentile_a_file"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["year", "batch"])]


@registered(
    disclosure=Disclosure.RECORD, retention=Retention(Clock.CREATED, days=400), audience="administrators"
)
class RosterImport(models.Model):
    """One file that came in, what it would change, and whether a person let it."""

    kind = models.CharField(max_length=16)  # "oneroster", "attendance", "growth"
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12)  # preview, waiting, applied, refused, dropped, taken-back
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    applied = models.DateTimeField(null=True)
    applied_by = models.BigIntegerField(null=True)
    report = models.JSONField(
        default=dict
    )  # counts new/same/changed/gone/refused, refusals with file, line, field
    stored_as = models.CharField(
        max_length=64, blank=True
    )  # random name below the data folder while it waits
