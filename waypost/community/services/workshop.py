"""The workshop: a code on the wall, phones that join without an account, as somebody of a group.

What a phone holds is a random key in a cookie that no script reads. Nothing tells phones behind one address apart but that key,
and nothing is counted by address but wrong codes, widely.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit, codes

from ..models import Charter, CharterState, Group, Phone, Workshop
from . import Refused

MEETING = timedelta(hours=3)
LETTERS = 8  # of 5 bits
ROOM_FOR, LARGEST = 60, 400


@dataclass(frozen=True, slots=True)
class Opened:
    """A workshop and its code, shown to who opened it."""

    workshop: Workshop
    code: str


@transaction.atomic
def open_for(charter: Charter, by: int, room_for: int = ROOM_FOR) -> Opened:
    """Begin; an earlier one of this account ends. `by`: account; `room_for`: how many phones may join."""
    if charter.state != CharterState.SHARING:
        raise Refused(_("Points aren't shared right now."))
    now = clock.wall()
    Workshop.objects.filter(charter=charter, opened_by=by, ended=None).update(ended=now)
    code = "".join(secrets.choice(codes.ALPHABET) for _n in range(LETTERS))
    made = Workshop.objects.create(
        charter=charter, opened_by=by, opened=now, until=now + MEETING, code=_keyed(code),
        room_for=min(max(1, room_for), LARGEST),
    )  # fmt: skip
    audit.act("workshop.open", actor_id=by, object_kind="charter", object_id=charter.pk)
    return Opened(made, f"{code[:4]}-{code[4:]}")


@transaction.atomic
def end(workshop: Workshop) -> None:
    """Phones of it open nothing any more; what they shared counts."""
    Workshop.objects.filter(pk=workshop.pk, ended=None).update(ended=clock.wall())


def running(charter: Charter, by: int) -> Workshop | None:
    return Workshop.objects.filter(charter=charter, opened_by=by, ended=None, until__gt=clock.wall()).first()


def by_code(code: str) -> Workshop | None:
    """The workshop that a code belongs to, while it runs."""
    return (
        Workshop.objects.select_related("charter")
        .filter(code=_keyed(codes.plain(code)), ended=None, until__gt=clock.wall())
        .first()
    )


@transaction.atomic
def join(workshop: Workshop, group: str) -> str:
    """Let a phone in; returns the key for its cookie. Raises Refused where as many are in as there is room for."""
    if group not in Group.values:
        raise Refused(_("Choose the group that you belong to."))
    if workshop.phones.count() >= workshop.room_for:
        raise Refused(_("As many phones are in as were expected. Tell the person at the screen."))
    key = secrets.token_urlsafe(32)
    Phone.objects.create(
        workshop=workshop, digest=_digest(key), group=group, mark=-1 - secrets.randbelow(2**62)
    )
    return key


def phone_of(key: str) -> Phone | None:
    """The phone behind a key, while its workshop runs."""
    if not key:
        return None
    return (
        Phone.objects.select_related("workshop__charter")
        .filter(digest=_digest(key), workshop__ended=None, workshop__until__gt=clock.wall())
        .first()
    )


def sweep() -> int:
    """Workshops that are a day old go; returns how many rows."""
    return Workshop.objects.filter(opened__lt=clock.wall() - timedelta(days=1)).delete()[0]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _keyed(code: str) -> str:
    """A hash that nobody who has the database alone can try out."""
    return hmac.new(settings.SECRET_KEY.encode(), f"workshop|{code}".encode(), hashlib.sha256).hexdigest()
