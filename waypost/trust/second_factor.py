"""Who needs a second step at sign-in, and whether this session has done it (TRUST 16).

Administrators, leaders, counsellors, privacy and safeguarding: always. Teachers: after fourteen days of grace.
A device that its owner chose to trust counts for thirty days (allauth's signed cookie).
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals
from allauth.mfa.internal.flows.trust import is_trusted_browser
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from . import clock
from .access import Who
from .models import SECOND_FACTOR, Account, Role

DONE = "waypost_second_factor"  # session: done in this session
GRACE = timedelta(days=14)


class Standing(Enum):
    """What a session still owes."""

    FINE = "fine"
    GRACE = "grace"  # not yet done, and not yet asked for
    NEEDED = "needed"


def has_one(account_id: int) -> bool:
    """Has the account a passkey or an authenticator app? Recovery codes alone don't count."""
    return bool(
        Authenticator.objects.filter(user_id=account_id)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def without_one(account_ids: list[int]) -> list[int]:
    """Those of these accounts that have no second factor yet (for `doctor`)."""
    have = set(
        Authenticator.objects.filter(user_id__in=account_ids)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [a for a in account_ids if a not in have]


def done(request: HttpRequest, account: Account) -> bool:
    """Was the second step taken in this session, or on this trusted device?"""
    session = request.session
    if session.get(DONE):
        return True
    taken = any(r.get("method") == "mfa" for r in get_authentication_records(request, account))
    if taken or is_trusted_browser(request, account):
        session[DONE] = True
        return True
    return False


def standing(request: HttpRequest, account: Account, who: Who) -> Standing:
    """What this session owes; costs nothing for students, families and sessions that are done."""
    always = who.has(*SECOND_FACTOR)
    if not always and not who.has(Role.TEACHER):
        return Standing.FINE
    if request.session.get(DONE) or done(request, account):
        return Standing.FINE
    if always or has_one(account.pk):
        return Standing.NEEDED
    return Standing.GRACE if clock.wall() < grace_ends(account) else Standing.NEEDED


def grace_ends(account: Account) -> Any:
    """When a teacher's grace ends; it begins at the first page after the first sign-in."""
    if account.second_factor_since is None:
        account.second_factor_since = clock.wall()
        account.save(update_fields=["second_factor_since"])
    return account.second_factor_since + GRACE


def _changed(verb: str) -> Any:
    def receiver(request: HttpRequest, user: Account, authenticator: Authenticator, **kwargs: object) -> None:
        from .audit import act
        from .sessions import end_others

        if verb == "add" and authenticator.type != Authenticator.Type.RECOVERY_CODES:
            request.session[DONE] = True  # whoever has just set it up has just used it
        end_others(request, user)
        act(
            f"second-factor.{verb}", actor_id=user.pk, object_kind="account", object_id=user.pk,
            detail={"type": str(authenticator.type)},
        )  # fmt: skip

    return receiver


def listen() -> None:
    """Connect to changes of a second factor: each ends the account's other sessions."""
    for signal, verb in (
        (signals.authenticator_added, "add"),
        (signals.authenticator_removed, "remove"),
        (signals.authenticator_reset, "renew"),
    ):
        signal.connect(_changed(verb), weak=False, dispatch_uid=f"waypost.trust.second_factor.{verb}")
