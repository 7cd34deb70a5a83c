"""How a child without a password or an e-mail address signs in: a card, and a number of one's own (TRUST 15)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ..registry import WITH_FILE, Clock, Disclosure, Retention, registered
from .books import Account


@registered(
    person_paths=("account__person_id",),
    disclosure=Disclosure.RECORD,
    retention=Retention(Clock.CREATED, days=400).ended_by("trust.cards"),
    audience="nobody: only hashes are kept",
)
class SignInCard(models.Model):
    """One printed card. A new one ends the old; what stands on it can't be read here again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="cards")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the 130 bits in the square
    typed = models.CharField(max_length=64, unique=True)  # keyed hash of the 50 bits to type
    made = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # account; None: the command line
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended__isnull=True), name="one_live_card"
            )
        ]


@registered(
    person_paths=("account__person_id",),
    disclosure=Disclosure.RECORD,
    retention=WITH_FILE,
    audience="nobody: only a hash is kept",
)
class OwnNumber(models.Model):
    """The four digits, or four pictures, that open more than the card alone does. The child chooses them, while a teacher
    lets it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="own_number")
    secret = models.CharField(max_length=200, blank=True)  # slow hash of a keyed hash; "": none yet
    pictures = models.BooleanField(default=False)  # four pictures instead of digits
    open_until = models.DateTimeField(null=True)  # until then the child may choose
