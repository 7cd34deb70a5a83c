"""Cards for children: a square to scan or ten letters to type, and a number of one's own for what is private (TRUST 15).

The card alone opens *tier 1*: do work, say how it goes, ask to talk. Tier 2 (history, private goals, messages) needs the
number, which isn't on the card. Whoever copies a card gets no further, and a new card ends what the old one had opened.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from . import audit, clock, codes, ledger, limits, pictures
from .models import Account, OwnNumber, Role, SignInCard
from .refusal import Refused
from .who import who_is

LIFE = timedelta(days=400)
CHOOSING = timedelta(minutes=60)
TYPED = 10  # letters of 5 bits
DIGITS = 4
#: Five tries are free, then the next one waits: a minute, two, at most half an hour. It is never locked (TRUST 24).
NUMBER = limits.Limit("card", free=5, first_wait=60, longest=30 * 60, memory=12 * 3600)
#: Numbers that somebody with a copied card would try first.
TOO_EASY = frozenset({"1234", "4321", "1212", "2580", *(str(d) * DIGITS for d in range(10))})


@dataclass(frozen=True, slots=True)
class Made:
    """A new card with what stands on it: shown once, to be printed, and never again."""

    card: SignInCard
    token: str  # in the square: 26 letters, 130 bits
    typed: str  # to type: 10 letters, 50 bits


def may_have_one(account: Account) -> bool:
    """Only somebody who is a student here and nothing else: a card must never open an adult's page."""
    return account.is_active and who_is(account).roles == frozenset({str(Role.STUDENT)})


@transaction.atomic
def make(account: Account, by: Account | None) -> Made:
    """A new card. The old one, and whatever it had opened, ends now."""
    if not may_have_one(account):
        raise Refused(_("Cards are for students."))
    now = clock.wall()
    SignInCard.objects.select_for_update().filter(account=account, ended=None).update(ended=now)
    token = "".join(secrets.choice(codes.ALPHABET) for _n in range(codes.LENGTH))
    typed = "".join(secrets.choice(codes.ALPHABET) for _n in range(TYPED))
    card = SignInCard.objects.create(
        account=account, digest=codes.digest(token), typed=_keyed("card", codes.plain(typed)), made=now,
        made_by=by.pk if by else None,
    )  # fmt: skip
    audit.act("card.make", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk)
    return Made(card, token, codes.readable(typed))


@transaction.atomic
def end(account: Account, by: Account | None) -> bool:
    """The card was lost: it opens nothing from now on."""
    rows = SignInCard.objects.filter(account=account, ended=None)
    ledger.note("card", rows.values_list("pk", flat=True))
    ended = rows.update(ended=clock.wall())
    if ended:
        audit.act("card.end", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk)
    return bool(ended)


def scanned(token: str) -> SignInCard | None:
    return _living(digest=codes.digest(token))


def typed(code: str) -> SignInCard | None:
    return _living(typed=_keyed("card", codes.plain(code)))


def living(pk: int, account_id: int) -> bool:
    """Does a card that opened a session still hold?"""
    return _living(pk=pk, account_id=account_id) is not None


def has_number(account_id: int) -> bool:
    """A number, or pictures, of one's own."""
    return OwnNumber.objects.filter(account_id=account_id).exclude(secret="").exists()


def has_pictures(account_id: int) -> bool:
    return OwnNumber.objects.filter(account_id=account_id, pictures=True).exclude(secret="").exists()


def may_choose(account_id: int) -> bool:
    """Has a teacher opened the hour in which the number is chosen, and is it not chosen yet?"""
    return OwnNumber.objects.filter(account_id=account_id, secret="", open_until__gt=clock.wall()).exists()


@transaction.atomic
def let_choose(accounts: Iterable[Account], by: Account | None) -> int:
    """For an hour these children may choose a number; one that they had is gone at once. Returns how many."""
    until, count = clock.wall() + CHOOSING, 0
    for account in accounts:
        OwnNumber.objects.update_or_create(
            account=account, defaults={"secret": "", "pictures": False, "open_until": until}
        )
        audit.act("card.number", actor_id=by.pk if by else None, object_kind="account", object_id=account.pk)
        count += 1
    return count


def choose(account: Account, number: str) -> None:
    """The child's own number. Raises Refused: not now, or too easy to guess."""
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        raise Refused(_("Choose four digits."))
    if number in TOO_EASY:
        raise Refused(_("Many people would try this number first. Choose another one."))
    _keep(account, number, pictures_=False)


def choose_pictures(account: Account, chosen: list[str]) -> None:
    """The child's own four pictures instead of a number. Raises Refused as `choose`."""
    if len(chosen) != pictures.MANY or not set(chosen) <= set(pictures.PICTURES):
        raise Refused(_("Tap four pictures."))
    if len(set(chosen)) < pictures.DIFFERENT:
        raise Refused(_("That is easy to guess. Take at least three different pictures."))
    _keep(account, pictures.secret(chosen), pictures_=True)


@transaction.atomic
def _keep(account: Account, secret: str, *, pictures_: bool) -> None:
    row = OwnNumber.objects.select_for_update().filter(account=account).first()
    if row is None or row.secret or row.open_until is None or row.open_until <= clock.wall():
        raise Refused(_("Your teacher has to let you choose first."))
    row.secret, row.open_until = make_password(_keyed(f"number {account.pk}", secret)), None
    row.pictures = pictures_
    row.save()


def right_number(account: Account, place: int | str, secret: str) -> bool:
    """Is it the child's number, or are these the pictures? `place`: the card, or the tablet's child, for which tries are
    counted. Each try counts before it is looked at, so that many at once gain nothing."""
    row = OwnNumber.objects.filter(account=account).exclude(secret="").first()
    limits.failed(NUMBER, str(place))
    if row is None or not check_password(_keyed(f"number {account.pk}", secret.strip()), row.secret):
        return False
    limits.forget(NUMBER, str(place))
    return True


def sweep() -> int:
    """Cards that are over and old go; returns how many."""
    return SignInCard.objects.filter(made__lt=clock.wall() - LIFE).delete()[0]


def _living(**lookup: object) -> SignInCard | None:
    return (
        SignInCard.objects.select_related("account")
        .filter(ended=None, made__gt=clock.wall() - LIFE, account__is_active=True, **lookup)
        .first()
    )


def _keyed(what: str, text: str) -> str:
    """A hash that nobody who has the database alone can try out."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{what}|{text}".encode(), hashlib.sha256).hexdigest()
