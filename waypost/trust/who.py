"""Who asks: the person behind a session, with the roles in force at this very moment (TRUST 16, 18)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from . import clock
from .access import NOBODY, Who
from .models import Account, Role, RoleGrant

#: Roles that hold at one school where the grant names it.
AT_A_PLACE = frozenset({Role.LEADER, Role.COUNSELLOR, Role.ADMINISTRATOR})


def in_force(at: datetime | None = None) -> Q:
    """Grants that hold: begun, not ended, and confirmed where two people are needed."""
    moment = at or clock.now()
    return Q(confirmed=True, since__lte=moment) & (Q(until__isnull=True) | Q(until__gt=moment))


def grants_of(account_id: int) -> QuerySet[RoleGrant]:
    """The grants of an account that hold now."""
    return RoleGrant.objects.filter(in_force(), account_id=account_id)


def accounts_with(*roles: Role) -> QuerySet[Account]:
    """Active accounts that hold one of these roles now."""
    grants = RoleGrant.objects.filter(in_force(), role__in=[str(r) for r in roles])
    return Account.objects.filter(is_active=True, pk__in=grants.values("account_id"))


def who_is(account: Account, viewing_as: int | None = None) -> Who:
    """The rights of an account as of now: one query."""
    if not account.is_active:
        return NOBODY
    grants = list(grants_of(account.pk).values_list("role", "organization_id"))
    return Who(
        account=account.pk,
        person=account.person_id,
        roles=frozenset(str(role) for role, _ in grants),
        grants=frozenset((str(role), place if role in AT_A_PLACE else None) for role, place in grants),
        viewing_as=viewing_as,
        language=account.language or "en",
    )
