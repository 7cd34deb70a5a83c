"""One-time codes: invitations, recovery, set-up. Random, kept as a hash, used once, short-lived (TRUST 16).

They are made to be typed from a slip of paper: 26 letters and digits without look-alikes, 130 bits.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from . import clock
from .models import Account, OneTimeCode

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 letters: 5 bits each, no I, O, 0, 1
LENGTH = 26
GROUP = 5
LIVES = {
    "invitation": timedelta(days=14),
    "recovery": timedelta(days=1),
    "guardian": timedelta(days=14),
    "setup": timedelta(days=1),
}


def plain(code: str) -> str:
    """What was typed, without the spaces and dashes that make it readable."""
    return "".join(c for c in code.upper() if c.isalnum())


def digest(code: str) -> str:
    return hashlib.sha256(plain(code).encode()).hexdigest()


def readable(code: str) -> str:
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def make(
    purpose: str,
    *,
    account: Account | None = None,
    subject_id: int | None = None,
    made_by: int | None = None,
    second_by: int | None = None,
    code: str = "",
) -> str:
    """A new code, shown once and never again; older unused ones for the same purpose and account die."""
    now = clock.wall()
    code = plain(code) or "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with transaction.atomic():
        if account is not None or purpose == "setup":
            OneTimeCode.objects.filter(purpose=purpose, account=account, used__isnull=True).delete()
        OneTimeCode.objects.create(
            purpose=purpose,
            account=account,
            digest=digest(code),
            subject_id=subject_id,
            made_by=made_by,
            second_by=second_by,
            created=now,
            expires=now + LIVES[purpose],
        )
    return readable(code)


def find(code: str, *purposes: str) -> OneTimeCode | None:
    """The code if it still opens something; looking doesn't use it up (a mail scanner may look thrice)."""
    return (
        OneTimeCode.objects.select_related("account")
        .filter(digest=digest(code), purpose__in=purposes, used__isnull=True, expires__gt=clock.wall())
        .first()
    )


def waiting(purpose: str) -> set[int]:
    """Accounts with a code of this kind that still opens something."""
    live = OneTimeCode.objects.filter(purpose=purpose, used__isnull=True, expires__gt=clock.wall())
    return {pk for pk in live.values_list("account_id", flat=True) if pk is not None}


def use(code: OneTimeCode) -> bool:
    """Use it up; False when somebody was faster."""
    return (
        OneTimeCode.objects.filter(pk=code.pk, used__isnull=True, expires__gt=clock.wall()).update(
            used=clock.wall()
        )
        == 1
    )
