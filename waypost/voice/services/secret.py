"""On the tablet of the class: four pictures, or a number, show that a child is who it says (TRUST 15).

Where nothing was chosen yet the name is enough. Five tries are free, then the next one waits; nobody is locked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from django.utils.translation import gettext as _

from waypost.trust import cards, limits, pictures
from waypost.trust.models import Account
from waypost.trust.refusal import Refused

from ..models import KioskDevice


class Secret(Enum):
    """What shows that a child is who it says."""

    NONE = "none"  # the name is enough: nothing was chosen yet
    CHOOSE = "choose"  # a teacher lets it choose pictures now
    PICTURES = "pictures"
    NUMBER = "number"


def of(person_id: int) -> Secret:
    account = account_of(person_id)
    if account is None:
        return Secret.NONE
    if cards.has_pictures(account.pk):
        return Secret.PICTURES
    if cards.has_number(account.pk):
        return Secret.NUMBER
    return Secret.CHOOSE if cards.may_choose(account.pk) else Secret.NONE


def account_of(person_id: int) -> Account | None:
    return Account.objects.filter(person_id=person_id, is_active=True).first()


def wait_of(person_id: int) -> int:
    """Seconds until the next try: five are free, whichever tablet they are made on; it is never locked (TRUST 15, 24)."""
    return limits.waiting(cards.NUMBER, _counted(person_id))


def show(device: KioskDevice, sent: Mapping[str, str]) -> str:
    """One sending of the page that asks for pictures or a number. Returns what was wrong, in a sentence, or "".

    When it was right, or the child doesn't choose any now, `device.known` opens the rest of the turn.
    """
    person_id = device.person_id or 0
    account, kind = account_of(person_id), of(person_id)
    if account is None or kind is Secret.NONE or (kind is Secret.CHOOSE and sent.get("later")):
        return _known(device)
    if kind is Secret.NUMBER:
        right = cards.right_number(account, _counted(person_id), sent.get("number", "")[:8])
        return _known(device) if right else _("That is not your number. Take your time and try again.")
    kept = pictures.tapped(device.tapped, sent)
    chosen = pictures.so_far(kept)
    if kind is Secret.CHOOSE and sent.get("keep"):
        try:
            cards.choose_pictures(account, chosen)
        except Refused as why:
            _keep_tapped(device, "")
            return str(why)
        return _known(device)
    if kind is Secret.PICTURES and len(chosen) == pictures.MANY:
        _keep_tapped(device, "")
        if cards.right_number(account, _counted(person_id), pictures.secret(chosen)):
            return _known(device)
        return _("These are not your pictures. Take your time and try again.")
    _keep_tapped(device, kept)
    return ""


def _known(device: KioskDevice) -> str:
    KioskDevice.objects.filter(pk=device.pk).update(known=True, tapped="")
    return ""


def _keep_tapped(device: KioskDevice, tapped: str) -> None:
    KioskDevice.objects.filter(pk=device.pk).update(tapped=tapped)


def _counted(person_id: int) -> str:
    return f"tablet {person_id}"
