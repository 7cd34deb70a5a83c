"""Sharing 100 points: alone, on paper, or with a phone in the room. Nobody can find out who gave what.

A sheet is sealed at once and waits in the spool until ten are together; nothing is opened before the close.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust.sealed import Spool, box_of

from ..models import Charter, CharterState, Group, Kept, Phone, SharedBox, TookPart
from . import Refused

K = 10
WHOLE = 100
COUNTED = "points"  # in the ledger
Sheet = Mapping[int, int]  # indicator id -> points


def spool_of(charter: Charter) -> Spool:
    return Spool(charter.name, K)


def scaled(points: Sheet) -> dict[int, int]:
    """The same weights, adding up to exactly 100 (largest remainders). All nothing: as it was.

    >>> scaled({1: 10, 2: 10, 3: 10})
    {1: 34, 2: 33, 3: 33}
    """
    total = sum(points.values())
    if total <= 0:
        return dict(points)
    exact = {k: v * WHOLE / total for k, v in points.items()}
    found = {k: int(v) for k, v in exact.items()}
    most = sorted(exact, key=lambda k: (found[k] - exact[k], k))
    for k in most[: WHOLE - sum(found.values())]:
        found[k] += 1
    return found


def has_shared(charter: Charter, who: int) -> bool:
    """`who`: a person's id, or the mark of a phone. Also where the sheet still waits for its batch."""
    if _noted(charter, who):
        return True
    if charter.state != CharterState.SHARING:
        return False
    with spool_of(charter).held() as spool:
        return who in spool.who


def share(charter: Charter, who: int, group: str, points: Sheet) -> bool:
    """Take a sheet. False: one had been there before (a double tap, another tab), and nothing changes."""
    box = _box(charter, group, points)
    with spool_of(charter).held() as spool:
        _still_open(charter)
        if who in spool.who or _noted(charter, who):
            return False
        spool.put(who, box)
        _flush(charter, spool)
    return True


def paper(charter: Charter, group: str, points: Sheet, *, once: UUID) -> bool:
    """A sheet of paper, typed in. `once` is of the form: the same sheet twice is one."""
    box = _box(charter, group, points)
    with spool_of(charter).held() as spool:
        _still_open(charter)
        if once.hex in spool.boxes or SharedBox.objects.filter(pk=once).exists():
            return False
        spool.put(None, box, once.hex)
        _flush(charter, spool)
    return True


def unpacked(content: bytes) -> tuple[str, dict[int, int]]:
    kept = json.loads(content)
    return str(kept["g"]), {int(k): int(v) for k, v in kept["p"].items()}


def _noted(charter: Charter, who: int) -> bool:
    if who < 0:
        return Phone.objects.filter(mark=who, answered=True).exists()
    return TookPart.objects.filter(charter=charter, person_id=who).exists()


def _box(charter: Charter, group: str, points: Sheet) -> bytes:
    if charter.state != CharterState.SHARING or not charter.public_key:
        raise Refused(_("Points aren't shared right now."))
    known = set(charter.indicators.filter(state=Kept.SHOWN).values_list("pk", flat=True))
    if group not in Group.values or not set(points) <= known or any(v < 0 for v in points.values()):
        raise Refused(_("Please open this page again."))
    if sum(points.values()) != WHOLE:
        raise Refused(_("Together it must be 100 points."))
    kept = {"g": group, "p": {k: v for k, v in points.items() if v}}
    return box_of(bytes(charter.public_key), json.dumps(kept, separators=(",", ":")).encode(), charter.name)


def _still_open(charter: Charter) -> None:
    """Under the spool's lock: a round that was closed a moment ago takes nothing any more."""
    if not Charter.objects.filter(pk=charter.pk, state=CharterState.SHARING).exists():
        raise Refused(_("Points aren't shared right now."))


def _flush(charter: Charter, spool: Spool) -> None:
    """When enough sheets are together, who and what go into the database, each in an order of its own.

    Sheets of paper have no name: they count for the batch, too. A crash before the spool is cleared does no harm.
    """
    if len(spool.boxes) < K or 0 < len(spool.who) < K:
        return
    with transaction.atomic(durable=True):
        SharedBox.objects.bulk_create(
            [
                SharedBox(id=UUID(name), charter=charter, box=spool.boxes[name])
                for name in sorted(spool.boxes)
            ],
            batch_size=100,
            ignore_conflicts=True,
        )
        note(charter, spool.who)
    spool.clear()


def note(charter: Charter, who: set[int]) -> None:
    """These took part; without a time, in the order of their ids."""
    TookPart.objects.bulk_create(
        [TookPart(charter=charter, person_id=p) for p in sorted(who) if p > 0], ignore_conflicts=True
    )
    Phone.objects.filter(mark__in=[m for m in who if m < 0]).update(answered=True)
