"""Random names for people in the log of reads: erasing one row cuts the tie, and the chain still stands (TRUST 12)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from .models import Account, Pseudonym

CHUNK = 500


def codes_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Person id -> pseudonym, making those that are missing. Call inside a transaction."""
    wanted = sorted(set(person_ids))
    found = _known(wanted)
    missing = [p for p in wanted if p not in found]
    if missing:
        Pseudonym.objects.bulk_create(
            [Pseudonym(person_id=p, code=_fresh()) for p in missing], batch_size=CHUNK, ignore_conflicts=True
        )
        found |= _known(missing)
    return found


def code_of_actor(account_id: int | None, person_id: int | None) -> str:
    """The actor's pseudonym: the person's where the account is somebody's, else the account's own."""
    if person_id is not None:
        return codes_of([person_id])[person_id]
    if account_id is None:
        return ""
    row, _ = Pseudonym.objects.get_or_create(account_id=account_id, defaults={"code": _fresh()})
    return row.code


def people_of(codes: Iterable[str]) -> dict[str, int]:
    """Pseudonym -> person id, of those whose tie still exists."""
    rows = Pseudonym.objects.filter(code__in=set(codes), person_id__isnull=False)
    return {code: int(person) for code, person in rows.values_list("code", "person_id") if person is not None}


def accounts_of(codes: Iterable[str]) -> dict[str, Account]:
    """Pseudonym -> account, for naming actors in the log."""
    rows = list(Pseudonym.objects.filter(code__in=set(codes)))
    by_person = {
        a.person_id: a
        for a in Account.objects.filter(person_id__in=[r.person_id for r in rows if r.person_id])
    }
    by_id = Account.objects.in_bulk([r.account_id for r in rows if r.account_id])
    found = {r.code: by_person.get(r.person_id) if r.person_id else by_id.get(r.account_id) for r in rows}
    return {code: account for code, account in found.items() if account is not None}


def forget(person_id: int) -> None:
    """Cut the tie between a person and the log (erasure)."""
    Pseudonym.objects.filter(person_id=person_id).delete()


def _known(people: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(people), CHUNK):
        rows = Pseudonym.objects.filter(person_id__in=people[start : start + CHUNK])
        found.update((int(p), c) for p, c in rows.values_list("person_id", "code") if p is not None)
    return found


def _fresh() -> str:
    return secrets.token_urlsafe(16)
