"""Certificates: made, let be checked, revoked; and the check itself (TRUST 29)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import ledger

from ..models import Certificate
from . import short_enough

NOT_CHECKED, REVOKED = "not to be checked", "certificate"  # in the ledger


@transaction.atomic
def make(
    person: Person, title: str, words: str, design: str, *, by: int, once: UUID, celebration_id: int | None = None,
    on: date | None = None,
) -> Certificate:  # fmt: skip
    """A certificate for a student. Sent twice it is one."""
    before = Certificate.objects.filter(once=once, person_id=person.pk).first()
    if before is not None:
        return before
    salt = secrets.token_hex(16)
    try:
        with transaction.atomic():
            return Certificate.objects.create(
                person_id=person.pk, celebration_id=celebration_id, title=title, words=short_enough(words), design=design,
                issued_on=on or clock.today(), made=clock.now(), made_by=by, check_id=secrets.token_hex(16), salt=salt,
                name_hash=hashed(person.name, salt), once=once,
            )  # fmt: skip
    except IntegrityError:
        return Certificate.objects.get(once=once, person_id=person.pk)


@transaction.atomic
def let_check(certificate: Certificate, yes: bool) -> None:
    """The student lets others check it, or no longer."""
    Certificate.objects.filter(pk=certificate.pk).update(checkable=yes)
    if not yes:
        ledger.note(NOT_CHECKED, [certificate.pk])


@transaction.atomic
def revoke(certificate: Certificate) -> None:
    """It no longer holds; who checks it is told so."""
    Certificate.objects.filter(pk=certificate.pk, revoked=None).update(revoked=clock.now())
    ledger.note(REVOKED, [certificate.pk])


def hashed(name: str, salt: str) -> str:
    """A name as it is compared: spelling of capitals, spaces and marks apart, under the salt and the instance's key."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    key = hashlib.sha256(f"certificate {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{salt} {plain}".encode(), hashlib.sha256).hexdigest()


def is_of(certificate: Certificate, name: str) -> bool:
    """Is it this person's?"""
    return hmac.compare_digest(certificate.name_hash, hashed(name, certificate.salt))
