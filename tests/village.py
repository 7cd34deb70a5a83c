"""The cast of all tests: one small school, named. A test counts it, so that nobody changes it unnoticed.

Willow School: Ms Ada Okafor teaches Mathematics 7B and is home adult of Mia and Leo; Mr Ben Brandt teaches
Mathematics 7A and is home adult of Noor. Guardian Rosa may see Mia (confirmed), Guardian Paul's link to Mia is pending.
Far School is another school of the same instance: its teacher Tom must see none of Willow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from waypost.school.models import (
    AcademicSession,
    Class,
    Course,
    DayOff,
    Enrollment,
    GuardianLink,
    HomeAdult,
    Identifier,
    Identity,
    Membership,
    Organization,
    Person,
    School,
)
from waypost.trust.models import Account, Role, RoleGrant

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 7, 4, tzinfo=UTC)  # Monday 23 November 2026, 08:04 at the school
HOME_PAGE = "https://tool.example"
PASSWORD = "a-quiet-wooden-bridge"


@dataclass
class Village:
    """People and places by their first names."""

    willow: Organization
    far: Organization
    maths_7b: Class
    maths_7a: Class
    far_class: Class
    ada: Person  # teacher of 7B, home adult of Mia and Leo
    ben: Person  # teacher of 7A, home adult of Noor
    tom: Person  # teacher at the other school
    mia: Person  # student in 7B
    leo: Person  # student in 7B
    noor: Person  # student in 7A
    far_kid: Person  # student at the other school
    rosa: Person  # guardian of Mia, confirmed, may see
    paul: Person  # guardian of Mia, pending
    lena: Person  # leader of Willow
    cora: Person  # counsellor of Willow
    sam: Person  # safeguarding
    priya: Person  # privacy
    adam: Person  # administrator
    petra: Person  # partner
    stranger: Account  # an account without a person or a role

    def account(self, who: Person) -> Account:
        return Account.objects.get(person_id=who.pk)

    def people(self) -> list[Person]:
        return [v for v in vars(self).values() if isinstance(v, Person)]


def build() -> Village:
    School.objects.create(
        name="Willow School",
        time_zone=str(ZONE),
        country="DE",
        mail_domains=["willow.example"],
        set_up_step="done",
    )
    year = AcademicSession.objects.create(
        sourced_id="y", title="2026/27", kind="schoolYear", start=date(2026, 8, 31), end=date(2027, 7, 9)
    )
    AcademicSession.objects.create(
        sourced_id="t1",
        title="Autumn",
        kind="term",
        start=date(2026, 8, 31),
        end=date(2026, 12, 18),
        parent=year,
    )
    for n in range(19, 24):
        DayOff.objects.create(day=date(2026, 10, n), title="Autumn holiday")
    willow = Organization.objects.create(sourced_id="willow", name="Willow School")
    far = Organization.objects.create(sourced_id="far", name="Far School")
    course = Course.objects.create(
        sourced_id="m7", title="Mathematics 7", subject="Mathematics", organization=willow
    )

    def klass(code: str, title: str, at: Organization) -> Class:
        return Class.objects.create(
            sourced_id=code, title=title, course=course, organization=at, subject="Mathematics", grade="7"
        )

    maths_7b, maths_7a, far_class = (
        klass("m7b", "Mathematics 7B", willow),
        klass("m7a", "Mathematics 7A", willow),
        klass("f7", "Mathematics F", far),
    )

    made = _people(willow, far)
    ada, ben, tom = made["Ada"], made["Ben"], made["Tom"]
    mia, leo, noor, far_kid = made["Mia"], made["Leo"], made["Noor"], made["Fay"]
    rosa, paul = made["Rosa"], made["Paul"]
    Enrollment.objects.bulk_create(
        Enrollment(
            sourced_id=f"{c.sourced_id}-{p.sourced_id}", person=p, klass=c, role=r, since=date(2026, 8, 31)
        )
        for p, c, r in [
            (ada, maths_7b, "teacher"), (ben, maths_7a, "teacher"), (tom, far_class, "teacher"),
            (mia, maths_7b, "student"), (leo, maths_7b, "student"), (noor, maths_7a, "student"),
            (far_kid, far_class, "student"),
        ]
    )  # fmt: skip
    for student, adult in [(mia, ada), (leo, ada), (noor, ben), (far_kid, tom)]:
        HomeAdult.objects.create(student=student, adult=adult, basis="roster", since=date(2026, 8, 31))
        key = Identifier.objects.create(key=f"account|{HOME_PAGE}|{student.sourced_id}", issuer=HOME_PAGE)
        Identity.objects.create(identifier=key, person=student, basis="by hand", set_at=NOW)
    GuardianLink.objects.create(
        student=mia,
        guardian=rosa,
        state="confirmed",
        see=True,
        message=True,
        consent=True,
        book=True,
        since=date(2026, 9, 1),
    )
    GuardianLink.objects.create(student=mia, guardian=paul, state="pending")
    return Village(
        willow=willow, far=far, maths_7b=maths_7b, maths_7a=maths_7a, far_class=far_class,
        ada=ada, ben=ben, tom=tom, mia=mia, leo=leo, noor=noor, far_kid=far_kid, rosa=rosa, paul=paul,
        lena=made["Lena"], cora=made["Cora"], sam=made["Sam"], priya=made["Priya"], adam=made["Adam"],
        petra=made["Petra"],
        stranger=Account.objects.create_user("stranger", PASSWORD, created=NOW),
    )  # fmt: skip


CAST: list[tuple[str, str, str, Role]] = [
    ("Ada", "Okafor", "staff", Role.TEACHER),
    ("Ben", "Brandt", "staff", Role.TEACHER),
    ("Tom", "Farley", "staff", Role.TEACHER),
    ("Mia", "Santos", "student", Role.STUDENT),
    ("Leo", "Park", "student", Role.STUDENT),
    ("Noor", "Haddad", "student", Role.STUDENT),
    ("Fay", "Stone", "student", Role.STUDENT),
    ("Rosa", "Santos", "guardian", Role.GUARDIAN),
    ("Paul", "Santos", "guardian", Role.GUARDIAN),
    ("Lena", "Lind", "staff", Role.LEADER),
    ("Cora", "Weiss", "staff", Role.COUNSELLOR),
    ("Sam", "Adeyemi", "staff", Role.SAFEGUARDING),
    ("Priya", "Rao", "staff", Role.PRIVACY),
    ("Adam", "Berg", "staff", Role.ADMINISTRATOR),
    ("Petra", "Novak", "partner", Role.PARTNER),
]
AT_FAR = {"Tom", "Fay"}
SCOPED = {Role.LEADER, Role.COUNSELLOR}


def _people(willow: Organization, far: Organization) -> dict[str, Person]:
    """Each with a place, an account and a role; few statements, as nearly every test begins with them."""
    at = {given: far if given in AT_FAR else willow for given, _, _, _ in CAST}
    people = {
        given: Person(
            sourced_id=given.lower(),
            given_name=given,
            family_name=family,
            kind=kind,
            since=date(2026, 8, 31),
            email=f"{given.lower()}@{at[given].sourced_id}.example",
        )
        for given, family, kind, _ in CAST
    }
    Person.objects.bulk_create(people.values())
    Membership.objects.bulk_create(
        Membership(person=people[given], organization=at[given], role=str(role)) for given, _, _, role in CAST
    )
    accounts = Account.objects.bulk_create(
        Account(
            username=given.lower(),
            password=make_password(PASSWORD),
            person_id=people[given].pk,
            name=people[given].name,
            created=NOW,
        )
        for given, _, _, _ in CAST
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(
            account=account, role=role, since=NOW, organization_id=at[given].pk if role in SCOPED else None
        )
        for account, (given, _, _, role) in zip(accounts, CAST, strict=True)
    )
    return people
