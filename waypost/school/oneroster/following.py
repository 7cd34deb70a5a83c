"""What follows from a roster besides its tables: pending guardians, home adults, identifiers, accounts and roles.

A file never gives somebody sight of a whole school: teachers and students get their role (it opens only their own
classes, or themselves); a principal is proposed as leader, and a person says yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from waypost.trust import audit, services
from waypost.trust.models import Account, Role, RoleGrant

from .. import clock
from ..grounds import in_window
from ..identities import chunks
from ..models import Class, Enrollment, GuardianLink, HomeAdult, Membership, Organization, Person
from .reading import Roster

BATCH = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A role that a roster suggests and only a person gives."""

    person: int
    name: str
    organization: int
    place: str


def follow(roster: Roster, by: Account | None) -> dict[str, int]:
    """All of it, after the tables are written. Returns counts for the report."""
    people = {row.id: row for row in roster.staying("users")}
    return {
        "guardian_links": _guardian_links(roster),
        "home_adults": home_adults_by_roster() if {"classes", "enrollments"} & roster.rows.keys() else 0,
        "accounts": _accounts(
            {
                c: (r.values.get("username") or "", r.values.get("enabledUser") is not False)
                for c, r in people.items()
            }
        ),
        "closed": _close_those_who_left(by),
    }


def _guardian_links(roster: Roster) -> int:
    """Pending links for pairs that never had one. What a person ended is not begun again by a file (TRUST 10)."""
    codes = {row.id for row in roster.staying("users")} | {
        other for row in roster.staying("users") for other in row.values.get("agentSourcedIds") or ()
    }
    kinds: dict[str, tuple[int, str]] = {}
    for some in chunks(codes):
        rows = Person.objects.filter(sourced_id__in=some).values_list("sourced_id", "pk", "kind")
        kinds.update({str(code): (pk, kind) for code, pk, kind in rows})
    wanted: dict[tuple[int, int], None] = {}
    for row in roster.staying("users"):
        for other in row.values.get("agentSourcedIds") or ():
            (one, kind), (two, other_kind) = kinds[row.id], kinds[other]
            if kind == "student" and other_kind != "student":
                wanted[one, two] = None
            elif kind != "student" and other_kind == "student":
                wanted[two, one] = None
    known = set(GuardianLink.objects.values_list("student_id", "guardian_id"))
    fresh = [
        GuardianLink(student_id=s, guardian_id=g, basis="roster") for s, g in wanted if (s, g) not in known
    ]
    GuardianLink.objects.bulk_create(fresh, batch_size=BATCH)
    return len(fresh)


def home_adults_by_roster() -> int:
    """Each student's home adult is the homeroom's primary teacher. What was set by hand stays. Returns the changes."""
    day = clock.today()
    wanted = _homeroom_adults()
    standing = {row.student_id: row for row in HomeAdult.objects.filter(until__isnull=True)}
    fresh: list[HomeAdult] = []
    for student, adult in wanted.items():
        row = standing.get(student)
        if row is not None and (row.adult_id == adult or row.basis == "by hand"):
            continue
        if row is not None and row.since >= day:
            HomeAdult.objects.filter(pk=row.pk).update(adult=adult)
            continue
        if row is not None:
            HomeAdult.objects.filter(pk=row.pk).update(until=day - timedelta(days=1))
        fresh.append(HomeAdult(student_id=student, adult_id=adult, basis="roster", since=day))
    HomeAdult.objects.bulk_create(fresh, batch_size=BATCH)
    return len(fresh)


def _homeroom_adults() -> dict[int, int]:
    """Student -> primary (or only) teacher of the homeroom, as of today."""
    rooms = Class.objects.filter(kind="homeroom", active=True).values("pk")
    places = Enrollment.objects.filter(
        in_window(clock.today()), klass__in=rooms, active=True, person__active=True
    )
    teachers: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for klass, person, primary in places.filter(role="teacher").values_list(
        "klass_id", "person_id", "primary"
    ):
        teachers[klass].append((not primary, person))
    adults = {klass: min(found) for klass, found in teachers.items() if len(found) == 1 or not min(found)[0]}
    students = places.filter(role="student", person__kind="student").order_by("-klass_id")
    return {s: adults[k][1] for s, k in students.values_list("person_id", "klass_id") if k in adults}


def _accounts(people: dict[str, tuple[str, bool]]) -> int:
    """Accounts without a password for students and staff of the file (an invitation opens them), and their plain roles."""
    wanted: list[services.Person] = []
    kinds: dict[int, str] = {}
    for some in chunks(people):
        for p in Person.objects.filter(
            sourced_id__in=some, kind__in=["student", "staff"], merged_into__isnull=True
        ):
            username, enabled = people[p.sourced_id or ""]
            if enabled:
                wanted.append(services.Person(p.pk, p.name, username or p.email or p.name, p.language))
                kinds[p.pk] = p.kind
    before = set(Account.objects.filter(person_id__isnull=False).values_list("person_id", flat=True))
    accounts = services.ensure_accounts(wanted)
    teachers = _teachers()
    _grant(Role.STUDENT, [accounts[p].pk for p, kind in kinds.items() if kind == "student"])
    _grant(Role.TEACHER, [accounts[p].pk for p, kind in kinds.items() if kind == "staff" and p in teachers])
    for account in accounts.values():
        if not account.is_active and account.person_id in kinds:
            services.reopen_account(account, None)
    return len(kinds.keys() - before)


def _teachers() -> set[int]:
    by_role = Membership.objects.filter(active=True, role="teacher").values_list("person_id", flat=True)
    by_class = Enrollment.objects.filter(active=True, role="teacher").values_list("person_id", flat=True)
    return set(by_role) | set(by_class)


def _grant(role: Role, accounts: Iterable[int]) -> None:
    """The role for those who never had it: what a person ended, a file doesn't give back. One act for all of them."""
    had = set(RoleGrant.objects.filter(role=str(role)).values_list("account_id", flat=True))
    fresh = sorted(set(accounts) - had)
    now = clock.now()
    RoleGrant.objects.bulk_create(
        [RoleGrant(account_id=a, role=str(role), since=now, reason="roster") for a in fresh], batch_size=BATCH
    )
    if fresh:
        audit.act("role.grant", object_kind="roster", detail={"role": str(role), "accounts": fresh})


def _close_those_who_left(by: Account | None) -> int:
    """Accounts of people of the roster who are no longer active are closed: they can't sign in, sessions end."""
    left = Person.objects.filter(active=False, sourced_id__isnull=False).values_list("pk", flat=True)
    closed = 0
    for some in chunks(left):
        for account in Account.objects.filter(person_id__in=some, is_active=True):
            services.close_account(account, by)
            closed += 1
    return closed


def proposals() -> list[Proposal]:
    """Principals of the roster who have never been leader of their school: a person may say yes."""
    rows = Membership.objects.filter(
        in_window(clock.today()), active=True, role="principal", person__active=True
    )
    found = []
    for row in rows.select_related("person", "organization").order_by("pk"):
        held = RoleGrant.objects.filter(
            account__person_id=row.person_id, role=str(Role.LEADER), organization_id=row.organization_id
        )
        if not held.exists():
            found.append(Proposal(row.person_id, row.person.name, row.organization_id, row.organization.name))
    return found


def accept(proposal: Proposal, by: Account | None) -> RoleGrant:
    """A person (or the server's console: None) makes a proposed principal leader of that school."""
    organization = Organization.objects.get(pk=proposal.organization)
    account = services.ensure_account(proposal.person, proposal.name, proposal.name)
    return services.grant_role(
        account, Role.LEADER, by, organization_id=organization.pk, reason="principal in the roster"
    )
