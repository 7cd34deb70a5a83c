"""An import taken back: each of its statements is voided, and nothing is deleted. The same file may then be read anew."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.db.models import F

from waypost.school import clock
from waypost.trust import audit

from .. import turns, vocabulary
from ..models import Audience, ImportedStretch, ResponseImport, Source, Statement
from ..statements import Draft, stamp
from ..stream import Batch, file_batches
from .build import home_of

MOST = 250  # statements in one transaction
_encode = msgspec.json.Encoder().encode


def ask(row: ResponseImport, *, by: int | None) -> bool:
    """Say that an import shall be taken back; False where it isn't one that came in (or is on its way already)."""
    with transaction.atomic():
        asked = ResponseImport.objects.filter(pk=row.pk, state="done").update(state="going")
        if asked:
            audit.act("responses.take_back", actor_id=by, object_kind="import", object_id=row.pk)
    return bool(asked)


def take_back(row: ResponseImport) -> int:
    """Void what the import brought in; returns how many statements. Broken off, it goes on where it was."""
    count = 0
    for part in _parts(row):
        drafts = [_voiding(row.source, number) for number in part]
        with turns.long_work(), transaction.atomic():
            file_batches([Batch(drafts, row.source_id, Audience.PUBLIC_TO_TOOLS)])
            ResponseImport.objects.filter(pk=row.pk).update(rows_back=F("rows_back") + len(part))
        count += len(part)
    ResponseImport.objects.filter(pk=row.pk).update(state="back", finished=clock.now())
    return count


def _parts(row: ResponseImport) -> Iterator[list[UUID]]:
    for first, last in ImportedStretch.objects.filter(of=row).order_by("first").values_list("first", "last"):
        standing = Statement.objects.filter(
            seq__range=(first, last), source_id=row.source_id, credential=None, voided_by=None, voids=None
        )
        ids = list(standing.order_by("seq").values_list("id", flat=True))
        yield from (ids[start : start + MOST] for start in range(0, len(ids), MOST))


def _voiding(source: Source, target: UUID) -> Draft:
    number, now = uuid4(), clock.milliseconds(clock.now())
    payload = {
        "id": str(number),
        "actor": {"objectType": "Agent", "account": {"homePage": home_of(source), "name": "import"}},
        "verb": {"id": vocabulary.VOIDED},
        "object": {"objectType": "StatementRef", "id": str(target)},
        "timestamp": stamp(now),
        "version": "1.0.0",
    }
    return Draft(number, _encode(payload), now, vocabulary.VOIDED, voids=target, new_id=True)
