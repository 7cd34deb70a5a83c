"""What trust itself keeps of somebody, beyond its paths; and what of trust no backup may bring back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from .. import clock, ledger
from . import lent, run

assert run


def _at(name: str) -> Any:
    def again(at: datetime) -> dict[str, datetime]:
        return {name: at}

    return again


ledger.keeps(
    "consent",
    ledger.Kind(
        "trust.Consent", lambda: Q(withdrawn__isnull=False) | Q(until__lte=clock.now()), _at("withdrawn")
    ),
)
ledger.keeps("grant", ledger.Kind("trust.RoleGrant", lambda: Q(until__lte=clock.now()), _at("until")))
ledger.keeps("card", ledger.Kind("trust.SignInCard", lambda: Q(ended__isnull=False), _at("ended")))
ledger.keeps(
    "account", ledger.Kind("trust.Account", lambda: Q(is_active=False), lambda at: {"is_active": False})
)

lent.blank(
    "trust.Account",
    password="!",  # noqa: S106 (no password fits it)
    language="",
    theme="",
    mail_without=[],
    mail_refused=None,
    second_factor_since=None,
)
