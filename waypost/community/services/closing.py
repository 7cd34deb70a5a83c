"""The close: sheets are opened all together; those of a group of fewer than ten are destroyed unread.

Order: numbers in and boxes out in one transaction; then key and spool are wiped; then the file gives back its pages
(`sweep`, a job). Broken off anywhere, closing again goes on from there.
"""

from __future__ import annotations

import secrets
from collections import Counter
from uuid import UUID, uuid4

from django.db import connection, transaction

from waypost.school import clock
from waypost.trust import audit, ledger
from waypost.trust.sealed import Key
from waypost.trust.sealed.tables import give_back

from ..models import Charter, CharterState, Group, Phone, Points, SharedBox, Workshop
from .sharing import COUNTED, K, note, spool_of, unpacked


def close(charter: Charter, *, by: int | None = None) -> Charter:
    """End the sharing of points. What waited in the spool counts. Safe to call again."""
    row = Charter.objects.get(pk=charter.pk)
    if row.state == CharterState.SHARING or Key(row.name).exists:
        with spool_of(row).held() as spool:
            if row.state == CharterState.SHARING:
                boxes = {b.id: bytes(b.box) for b in SharedBox.objects.filter(charter=row)}
                boxes |= {UUID(name): box for name, box in spool.boxes.items()}
                _settle(row, list(boxes.values()), set(spool.who), by)
            Key(row.name).destroy()
            spool.destroy()
    return Charter.objects.get(pk=charter.pk)


def _settle(charter: Charter, boxes: list[bytes], who: set[int], by: int | None) -> None:
    key = Key(charter.name)
    sheets = [unpacked(key.open(box)) for box in boxes]
    secrets.SystemRandom().shuffle(sheets)
    sizes = Counter(group for group, _points in sheets)
    few = [g for g in Group.values if 0 < sizes[g] < K]
    rows = [
        Points(id=uuid4(), charter=charter, group=group, shared=points)
        for group, points in sheets
        if sizes[group] >= K
    ]
    with transaction.atomic(durable=True):
        Points.objects.bulk_create(sorted(rows, key=lambda r: r.id), batch_size=500)
        note(charter, who)
        ledger.note(COUNTED, [charter.pk])
        SharedBox.objects.filter(charter=charter).delete()
        Phone.objects.filter(workshop__charter=charter).delete()
        Workshop.objects.filter(charter=charter, ended=None).update(ended=clock.wall())
        Charter.objects.filter(pk=charter.pk).update(
            state=CharterState.COUNTED, public_key=None, closed=clock.now(), too_few=few
        )
        audit.act(
            "charter.close",
            object_kind="charter",
            object_id=charter.pk,
            detail={"by_person": by, "too_few": few},
        )


def sweep(charter: Charter) -> None:
    """Give back the pages of boxes. Inside a transaction it can't; then the daily job does."""
    if charter.swept or charter.closed is None or connection.in_atomic_block:
        return
    give_back(SharedBox)
    Charter.objects.filter(pk=charter.pk).update(swept=True)
