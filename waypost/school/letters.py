"""Letters with a code for one named guardian: single use, fourteen days, and a second fact that the school holds (TRUST 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit, clock, codes, outbox
from waypost.trust import services as trust
from waypost.trust.models import Account, OneTimeCode
from waypost.trust.refusal import Refused

from .grounds import live_links
from .models import GuardianLink, School

PURPOSE = "guardian"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is printed once: nothing of it can be shown again."""

    link: GuardianLink
    account: Account
    code: str
    until: date
    language: str


def register() -> None:
    outbox.kind("claim")(_still_fresh)


def _still_fresh(account: Account, code: int) -> bool:
    return OneTimeCode.objects.filter(pk=code, made_by=account.pk, used__isnull=False).exists()


@transaction.atomic
def write(link: GuardianLink, by: Account) -> Letter:
    """A new letter; an older code for the same guardian that nobody used dies. The link must be confirmed first."""
    if link.state != "confirmed":
        raise ValidationError(_("Confirm the link first: the letter opens what was confirmed."))
    if link.student.birth_date is None:
        raise ValidationError(
            _("The letter asks for the student's birth date, and the roster has none. Add it first.")
        )
    account = trust.ensure_account(
        link.guardian_id,
        link.guardian.name,
        link.guardian.email or link.guardian.name,
        link.guardian.language,
    )
    code = codes.make(PURPOSE, account=account, subject_id=link.pk, made_by=by.pk)
    audit.act("guardian.letter", actor_id=by.pk, object_kind="guardian_link", object_id=link.pk)
    language = link.guardian.language or School.objects.values_list("language", flat=True).first() or "en"
    return Letter(link, account, code, (clock.wall() + codes.LIVES[PURPOSE]).date(), language)


def find(code: str) -> OneTimeCode | None:
    """The code as long as it opens something: unused, fresh, and its link still holds."""
    found = codes.find(code, PURPOSE)
    if found is None or not live_links().filter(pk=found.subject_id or 0).exists():
        return None
    return found


def knows(code: OneTimeCode, birth: date) -> bool:
    """The second fact: the student's birth date, as the school has it."""
    link = live_links().filter(pk=code.subject_id or 0).select_related("student").first()
    return link is not None and link.student.birth_date == birth


@transaction.atomic
def claim(code: OneTimeCode, birth: date, password: str) -> Account:
    """The guardian sets a password. Whoever wrote the letter is told that it was used.

    Raises Refused when the code or the birth date doesn't open it, ValidationError when the password is too weak.
    """
    if not knows(code, birth):
        raise Refused(_("This doesn't fit what the school knows. Look again, or ask at the school office."))
    account = trust.accept_code(code, password)
    if code.made_by is not None:
        outbox.put(code.made_by, "claim", code.pk)
    return account
