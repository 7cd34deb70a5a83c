"""A tablet of the class: opened for a lesson, one short turn after another, over after an hour at most.

What a tablet holds is a random key in a cookie that no script reads. The key changes whenever a turn ends.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock, talks
from waypost.school import queries as school
from waypost.school.models import Class, Person
from waypost.trust import audit, codes

from .. import calm
from ..models import Kiosk, KioskDevice, Pulse
from . import Refused, secret
from . import pulse as pulses
from .pulse import Said

LESSON = timedelta(minutes=60)
TURN = timedelta(minutes=3)
LETTERS = 8  # of 5 bits


@dataclass(frozen=True, slots=True)
class Opened:
    """A new kiosk and its code, shown to the teacher alone."""

    kiosk: Kiosk
    code: str


@dataclass(frozen=True, slots=True)
class Wish:
    """To talk: with whom, about what, and who shouldn't know."""

    adult: int
    once: UUID
    words: str = ""
    kept_from: Sequence[int] = ()


@transaction.atomic
def open_for(klass: Class, by: int, network: str) -> Opened:
    """Begin a lesson; an earlier one of this class by this account ends. `network`: where the teacher sits."""
    if not calm.may_ask(clock.today()):
        raise Refused(_("Nobody is asked today. The question comes again another week."))
    now = clock.wall()
    Kiosk.objects.filter(class_id=klass.pk, opened_by=by, ended=None).update(ended=now)
    code = "".join(secrets.choice(codes.ALPHABET) for _n in range(LETTERS))
    kiosk = Kiosk.objects.create(
        class_id=klass.pk, opened_by=by, opened=now, until=now + LESSON,
        code=_keyed("kiosk", code), network=_keyed("network", network),
    )  # fmt: skip
    audit.act("kiosk.open", actor_id=by, object_kind="class", object_id=klass.pk)
    return Opened(kiosk, f"{code[:4]}-{code[4:]}")


def going_on(klass: Class, account: int) -> Kiosk | None:
    """The lesson of this class that this account opened, while it runs."""
    running = Kiosk.objects.filter(class_id=klass.pk, opened_by=account, ended=None)
    return running.filter(until__gt=clock.wall()).first()


@transaction.atomic
def close(kiosk: Kiosk) -> None:
    """The lesson is over: every tablet of it opens nothing any more."""
    Kiosk.objects.filter(pk=kiosk.pk, ended=None).update(ended=clock.wall())
    KioskDevice.objects.filter(kiosk=kiosk).delete()


def by_code(code: str, network: str) -> Kiosk | None:
    """The lesson that a code belongs to, for a tablet in the same network; None after it, or from elsewhere."""
    found = Kiosk.objects.filter(
        code=_keyed("kiosk", codes.plain(code)), ended=None, until__gt=clock.wall()
    ).first()
    return found if found is not None and found.network == _keyed("network", network) else None


@transaction.atomic
def enrol(kiosk: Kiosk) -> str:
    """Make this device a tablet of the lesson; returns the key for its cookie."""
    key = secrets.token_urlsafe(32)
    KioskDevice.objects.create(kiosk=kiosk, digest=_digest(key))
    return key


def device_of(key: str) -> KioskDevice | None:
    """The tablet behind a key, while its lesson runs."""
    if not key:
        return None
    return (
        KioskDevice.objects.select_related("kiosk")
        .filter(digest=_digest(key), kiosk__ended=None, kiosk__until__gt=clock.wall())
        .first()
    )


def children(kiosk: Kiosk) -> list[Person]:
    return school.students_of_class(kiosk.class_id)


@transaction.atomic
def begin_turn(device: KioskDevice, person_id: int) -> str:
    """It is this child's turn; returns the key of the turn. Raises Refused for somebody of another class."""
    if person_id not in {p.pk for p in children(device.kiosk)}:
        raise Refused(_("Choose a name from the list."))
    turn = secrets.token_urlsafe(32)
    device = KioskDevice.objects.select_for_update().get(pk=device.pk)
    device.turn, device.person_id, device.turn_until = _digest(turn), person_id, clock.wall() + TURN
    device.known, device.tapped = secret.of(person_id) is secret.Secret.NONE, ""
    device.save()
    return turn


@transaction.atomic
def answer(device: KioskDevice, turn: str, said: Said) -> Pulse | None:
    """What the child said. None: that turn is over (a second tap, another child's, too late)."""
    person_id = whose(device, turn)
    if person_id is None or not device.known:
        return None
    return pulses.answer(person_id, device.kiosk.class_id, said, shared_device=True)


@transaction.atomic
def ask_to_talk(device: KioskDevice, turn: str, wish: Wish) -> bool:
    """The child asks to talk with an adult. False: that turn is over. Raises Refused where the adult can't be reached."""
    person_id = whose(device, turn)
    if person_id is None or not device.known:
        return False
    try:
        talks.keeper().ask(
            person_id,
            wish.adult,
            once=wish.once,
            words=wish.words,
            kept_from=wish.kept_from,
            shared_device=True,
        )
    except talks.Unreachable as why:
        raise Refused(str(why)) from why
    return True


def whose(device: KioskDevice, turn: str) -> int | None:
    """Whose turn this is, while it goes on."""
    device.refresh_from_db()
    going_on = device.turn_until is not None and device.turn_until > clock.wall()
    return device.person_id if going_on and turn and hmac.compare_digest(device.turn, _digest(turn)) else None


@transaction.atomic
def end_turn(device: KioskDevice) -> str:
    """Nothing of this child is left; returns the tablet's new key."""
    key = secrets.token_urlsafe(32)
    KioskDevice.objects.filter(pk=device.pk).update(
        digest=_digest(key), turn="", person_id=None, turn_until=None, known=False, tapped=""
    )
    return key


def sweep() -> int:
    """Lessons that are a day old go; returns how many rows."""
    return Kiosk.objects.filter(opened__lt=clock.wall() - timedelta(days=1)).delete()[0]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _keyed(what: str, text: str) -> str:
    """A hash that nobody who has the database alone can try out."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{what}|{text}".encode(), hashlib.sha256).hexdigest()
