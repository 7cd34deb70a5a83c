"""Why this room sends mail: a confidential answer waits for the second person who opens it (TRUST 3, 26)."""

from __future__ import annotations

from waypost.trust import outbox
from waypost.trust.models import Account, Role
from waypost.trust.who import accounts_with, who_is

from .access.surveys import SEE_OPENING
from .models import Opening


def register() -> None:
    """Said once, when the apps are ready."""
    outbox.kind("opening")(opening_waits)


def opening_waits(account: Account, opening: int) -> bool:
    who = who_is(account)
    return SEE_OPENING.rows(who).filter(pk=opening, opened=None).exclude(asked_by=who.person or 0).exists()


def ask_second(opening: Opening) -> None:
    """Somebody may be in danger: everybody who may be the second person hears that something waits, at any hour."""
    asked = accounts_with(Role.SAFEGUARDING, Role.LEADER, Role.COUNSELLOR).order_by("pk")
    for account in asked:
        if opening_waits(account, opening.pk):
            outbox.put(account.pk, "opening", opening.pk, urgent=True)
