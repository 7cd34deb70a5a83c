"""What trust's pages read: accounts with their roles, who looked at a person, the book of acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from . import clock
from .access import ReadBook
from .forms import role_names
from .models import Account, OneTimeCode, Pseudonym, ReadRow, RoleGrant, SubjectSet
from .pseudonyms import accounts_of
from .readlog import QUARTER
from .rules import FIND_ACCOUNTS, MANAGE_ACCOUNTS, READ_THE_LOG
from .who import in_force

PAGE = 50


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody's look at a person's record, as a role with a purpose (TRUST 5)."""

    when: datetime  # start of the quarter of an hour, UTC
    name: str
    role: str
    purpose: str
    page: str
    kind: str
    by_another: str  # the real person, when somebody looked with another's eyes


def matching(rows: QuerySet[Account], words: str) -> QuerySet[Account]:
    """Accounts whose name or sign-in name holds each of the words."""
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return rows.order_by("name", "username")


def accounts(reads: ReadBook, words: str, page: int) -> tuple[list[Account], bool]:
    """One page of accounts, and whether more follow."""
    start = (page - 1) * PAGE
    found = MANAGE_ACCOUNTS.scoped(
        reads, lambda rows: matching(rows, words)[start : start + PAGE + 1]
    ).listed()
    return found[:PAGE], len(found) > PAGE


def roles_of(account_ids: Iterable[int]) -> dict[int, list[str]]:
    """Account id -> the words of the roles that it holds now."""
    words = dict(role_names())
    held: dict[int, list[str]] = {}
    grants = RoleGrant.objects.filter(in_force(), account_id__in=list(account_ids)).order_by("role")
    for account_id, role in grants.values_list("account_id", "role"):
        held.setdefault(account_id, []).append(words[role])
    return held


def grants_shown(account: Account) -> list[RoleGrant]:
    """Grants of an account that hold or wait for a second yes."""
    return list(account.grants.filter(until__isnull=True).order_by("role"))


def waiting_grants() -> QuerySet[RoleGrant]:
    """Roles that wait for a second person."""
    return RoleGrant.objects.filter(until__isnull=True, confirmed=False).select_related("account")


def open_invitation(account: Account) -> OneTimeCode | None:
    return (
        OneTimeCode.objects.filter(
            account=account, purpose="invitation", used__isnull=True, expires__gt=clock.wall()
        )
        .order_by("-created")
        .first()
    )


def find_person(reads: ReadBook, words: str) -> list[Account]:
    """Accounts of people that the privacy role may mean; at most twenty."""
    if not words.strip():
        return []
    return FIND_ACCOUNTS.scoped(reads, lambda rows: matching(rows, words)[:20]).listed()


def who_looked_at(reads: ReadBook, person_id: int, days: int = 90, limit: int = 200) -> list[Looked]:
    """The last looks at a person's record, newest first."""
    code = Pseudonym.objects.filter(person_id=person_id).values_list("code", flat=True).first()
    if code is None:
        return []
    sets = SubjectSet.objects.filter(pseudonyms__contains=code).values("pk")
    since = int((clock.now() - timedelta(days=days)).timestamp()) // QUARTER
    rows = READ_THE_LOG.scoped(
        reads, lambda r: r.filter(subjects__in=sets, quarter__gte=since).order_by("-quarter", "-pk")[:limit]
    ).listed()
    return _named(rows)


def looks_shared(person_id: int, days: int = 90) -> list[tuple[datetime, str, str]]:
    """Who looked at a person's record, for the person's or the family's own page: when, as which role, what for.

    No names, nothing about restricted things, and no count from which those could be told (TRUST 5).
    """
    code = Pseudonym.objects.filter(person_id=person_id).values_list("code", flat=True).first()
    if code is None:
        return []
    words = dict(role_names())
    since = int((clock.now() - timedelta(days=days)).timestamp()) // QUARTER
    rows = ReadRow.objects.filter(
        subjects__in=SubjectSet.objects.filter(pseudonyms__contains=code).values("pk"),
        restricted=False, kind="read", quarter__gte=since,
    ).exclude(actor=code).exclude(role__in=["safeguarding", "privacy", "administrator", ""])  # fmt: skip
    told = {
        (q * QUARTER // 86400, role, purpose)
        for q, role, purpose in rows.values_list("quarter", "role", "purpose")
    }
    return [
        (datetime.fromtimestamp(day * 86400, UTC), words.get(role, role), purpose)
        for day, role, purpose in sorted(told, reverse=True)
    ]


def latest_looks(reads: ReadBook, limit: int = 200) -> list[Looked]:
    """The last looks at anybody's record, newest first; whom they were at is asked for one person at a time."""
    return _named(READ_THE_LOG.scoped(reads, lambda r: r.order_by("-quarter", "-pk")[:limit]).listed())


def _named(rows: list[ReadRow]) -> list[Looked]:
    people = accounts_of({r.actor for r in rows} | {r.real_actor for r in rows if r.real_actor})
    words = dict(role_names())
    return [
        Looked(
            when=datetime.fromtimestamp(row.quarter * QUARTER, UTC),
            name=people[row.actor].name if row.actor in people else "",
            role=words.get(row.role, row.role),
            purpose=row.purpose,
            page=row.page,
            kind=row.kind,
            by_another=people[row.real_actor].name if row.real_actor in people else "",
        )
        for row in rows
    ]
