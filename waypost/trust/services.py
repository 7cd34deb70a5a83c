"""Every change to accounts and roles, one function an action, each in a transaction and with its line in the book of
acts. Refusals are `Refused`, with the sentence to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import audit, clock, codes, ledger, sessions
from .models import BY_TWO, STAFF, Account, OneTimeCode, Role, RoleGrant
from .refusal import Refused
from .who import in_force, who_is

#: Who may propose or confirm that somebody gets a role.
GRANTORS = (Role.ADMINISTRATOR,)
SECONDS = (Role.ADMINISTRATOR, Role.LEADER, Role.PRIVACY, Role.SAFEGUARDING)


@dataclass(frozen=True, slots=True)
class Person:
    """What a roster knows about somebody who should have an account."""

    id: int
    name: str
    username: str
    language: str = ""


def ensure_account(person_id: int | None, name: str, username: str, language: str = "") -> Account:
    """The account of a person, made without a password when there is none; its name follows the roster.

    A username that is taken gets a number behind it.
    """
    with transaction.atomic():
        account = Account.objects.filter(person_id=person_id).first() if person_id is not None else None
        if account is None:
            return Account.objects.create_user(
                free_username(username or name), person_id=person_id, name=name[:200], language=language,
                created=clock.now(),
            )  # fmt: skip
        if account.name != name[:200]:
            account.name = name[:200]
            account.save(update_fields=["name"])
        return account


def ensure_accounts(people: list[Person]) -> dict[int, Account]:
    """The same for many at once (a roster): person id -> account, in a handful of queries."""
    with transaction.atomic():
        have = {a.person_id: a for a in _accounts_of([p.id for p in people])}
        taken = set(Account.objects.values_list("username", flat=True))
        fresh: list[Account] = []
        for person in people:
            if person.id in have:
                continue
            name = _free(person.username or person.name, taken)
            taken.add(name)
            account = Account(
                username=name, person_id=person.id, name=person.name[:200], language=person.language,
                created=clock.now(),
            )  # fmt: skip
            account.set_unusable_password()
            fresh.append(account)
        Account.objects.bulk_create(fresh, batch_size=200)
        renamed = [have[p.id] for p in people if p.id in have and have[p.id].name != p.name[:200]]
        names = {p.id: p.name[:200] for p in people}
        for account in renamed:
            account.name = names[account.person_id or 0]
        Account.objects.bulk_update(renamed, ["name"], batch_size=200)
        return have | {a.person_id: a for a in fresh}  # type: ignore[return-value]


def _accounts_of(ids: list[int]) -> list[Account]:
    found: list[Account] = []
    for start in range(0, len(ids), 500):
        found += Account.objects.filter(person_id__in=ids[start : start + 500])
    return found


def free_username(wanted: str) -> str:
    """A username that nobody has, as near to the wish as can be."""
    plain = _plain(wanted)
    return _free(
        wanted, set(Account.objects.filter(username__startswith=plain).values_list("username", flat=True))
    )


def _plain(wanted: str) -> str:
    text = wanted.strip().lower()
    return (text if "@" in text and " " not in text else slugify(text, allow_unicode=True).replace("-", "."))[
        :140
    ] or "person"


def _free(wanted: str, taken: set[str]) -> str:
    plain, number, name = _plain(wanted), 1, _plain(wanted)
    while name in taken:
        number += 1
        name = f"{plain}{number}"
    return name


def invite(account: Account, by: Account | None) -> str:
    """A code with which the person sets a password and signs in the first time; shown once. Lives 14 days."""
    with transaction.atomic():
        code = codes.make("invitation", account=account, made_by=by.pk if by else None)
        audit.act(
            "account.invite", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk
        )
    return code


def offer_recovery(account: Account, by: Account, second: Account) -> str:
    """A code for somebody who lost password or second factor: two members of staff, with the person before them."""
    if len({account.pk, by.pk, second.pk}) < 3:
        raise Refused(_("Two other people have to do this together, with the person there."))
    if not who_is(by).has(Role.ADMINISTRATOR) or not who_is(second).is_staff:
        raise Refused(_("This needs an administrator and another member of staff."))
    with transaction.atomic():
        code = codes.make("recovery", account=account, made_by=by.pk, second_by=second.pk)
        audit.act(
            "account.recover", actor_id=by.pk, object_kind="account", object_id=account.pk,
            detail={"second": second.pk},
        )  # fmt: skip
    return code


def accept_code(code: OneTimeCode, password: str) -> Account:
    """Set the password that an invitation or recovery code allows; recovery drops the old second factor, too.

    Raises django's ValidationError when the password is too weak, Refused when the code was used meanwhile.
    """
    account = code.account
    if account is None or not account.is_active:
        raise Refused(_("This code doesn't belong to an account any more."))
    validate_password(password, account)
    with transaction.atomic():
        if not codes.use(code):
            raise Refused(_("This code was used or has run out. Please ask for a new one."))
        account.set_password(password)
        account.save(update_fields=["password"])
        if code.purpose == "recovery":
            _drop_second_factors(account)
        sessions.end_all(account.pk)
        audit.act(f"{code.purpose}.accept", actor_id=account.pk, object_kind="account", object_id=account.pk)
    account.refresh_from_db()
    return account


def _drop_second_factors(account: Account) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user_id=account.pk).delete()


def set_password(account: Account, password: str, by: Account | None = None) -> None:
    """Set a password (set-up and the server's own console). Ends the account's sessions."""
    validate_password(password, account)
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        sessions.end_all(account.pk)
        audit.act(
            "account.password", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk
        )


def grant_role(
    account: Account,
    role: Role | str,
    by: Account | None,
    second: Account | None = None,
    *,
    organization_id: int | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a role. `by` None: set-up, the roster or the server's own console.

    Nobody grants to themselves. Privacy and safeguarding hold once a second person has confirmed (TRUST 11), but in a
    demonstration at once. Granting what is already held, or waits, returns that grant.
    """
    wanted = Role(role)
    _check_grantors(account, by, second)
    confirmed = wanted not in BY_TWO or second is not None or settings.DEMO
    with transaction.atomic():
        rows = RoleGrant.objects.filter(account=account, role=str(wanted), organization_id=organization_id)
        held = rows.filter(in_force() | Q(confirmed=False, until__isnull=True)).first()
        if held is not None:
            return held
        grant = RoleGrant.objects.create(
            account=account, role=str(wanted), organization_id=organization_id, since=clock.now(),
            granted_by=by.pk if by else None, second_by=second.pk if second else None, confirmed=confirmed,
            reason=reason[:200],
        )  # fmt: skip
        sessions.end_all(account.pk)
        verb = "role.grant" if confirmed else "role.propose"
        audit.act(
            verb,
            actor_id=by.pk if by else None,
            object_kind="account",
            object_id=account.pk,
            detail=_told(grant),
        )
    return grant


def waits_for_second(grant: RoleGrant) -> bool:
    """Does this role wait for a second person's yes?"""
    return not grant.confirmed and grant.until is None


def confirm_role(grant: RoleGrant, second: Account) -> RoleGrant:
    """The second person's yes to a proposed role."""
    if second.pk in {grant.granted_by, grant.account_id}:
        raise Refused(
            _("Somebody else has to confirm this: not the person who asked for it, nor the one it is for.")
        )
    if not who_is(second).has(*SECONDS):
        raise Refused(_("Only an administrator, a leader, privacy or safeguarding can confirm this."))
    with transaction.atomic():
        changed = RoleGrant.objects.filter(pk=grant.pk, confirmed=False, until__isnull=True).update(
            second_by=second.pk, confirmed=True
        )
        if changed:
            sessions.end_all(grant.account_id)
            audit.act(
                "role.grant",
                actor_id=second.pk,
                object_kind="account",
                object_id=grant.account_id,
                detail=_told(grant),
            )
    grant.refresh_from_db()
    return grant


def end_role(grant: RoleGrant, by: Account | None, at: datetime | None = None) -> None:
    """Take a role away, at once. The last administrator's can't be ended from a page."""
    if by is not None and not who_is(by).has(*GRANTORS):
        raise Refused(_("Only an administrator can end a role."))
    if by is not None and grant.role == Role.ADMINISTRATOR and not _another_administrator(grant):
        raise Refused(_("This is the last administrator. Give the role to somebody else first."))
    with transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(until=at or clock.now())
        ledger.note("grant", [grant.pk])
        sessions.end_all(grant.account_id)
        audit.act(
            "role.end", actor_id=by.pk if by else None, object_kind="account", object_id=grant.account_id,
            detail=_told(grant),
        )  # fmt: skip


def close_account(account: Account, by: Account | None) -> None:
    """The person has left: nobody signs in here any more, and every session ends."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        ledger.note("account", [account.pk])
        sessions.end_all(account.pk)
        audit.act(
            "account.close", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk
        )


def reopen_account(account: Account, by: Account | None) -> None:
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=True)
        audit.act(
            "account.reopen", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk
        )


def _check_grantors(account: Account, by: Account | None, second: Account | None) -> None:
    if by is None:
        return
    if not who_is(by).has(*GRANTORS):
        raise Refused(_("Only an administrator can give a role."))
    if account.pk in {by.pk, second.pk if second else None} or _same_person(account, by, second):
        raise Refused(_("Nobody can give a role to themselves."))
    if second is not None and second.pk == by.pk:
        raise Refused(_("The second person has to be somebody else."))
    if second is not None and not who_is(second).has(*SECONDS):
        raise Refused(_("Only an administrator, a leader, privacy or safeguarding can confirm this."))


def _same_person(account: Account, *others: Account | None) -> bool:
    return account.person_id is not None and any(
        o is not None and o.person_id == account.person_id for o in others
    )


def _another_administrator(grant: RoleGrant) -> bool:
    rest = RoleGrant.objects.filter(in_force(), role=str(Role.ADMINISTRATOR), account__is_active=True)
    return rest.exclude(account_id=grant.account_id).exists()


def _told(grant: RoleGrant) -> dict[str, object]:
    return {
        "grant": grant.pk,
        "role": str(grant.role),
        "organization": grant.organization_id,
        "second": grant.second_by,
    }


__all__ = [
    "STAFF", "Person", "Refused", "accept_code", "close_account", "confirm_role", "end_role", "ensure_account",
    "ensure_accounts", "free_username", "grant_role", "invite", "offer_recovery", "reopen_account", "set_password",
]  # fmt: skip
