"""The tray: evidence that could not be taken, with its reason. It waits, can be mended, and is replayed with its id."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waypost.school import clock
from waypost.trust import audit

from .models import Audience, Credential, Refused
from .statements import RefusedStatement, prepare
from .statements.loose import people_in
from .stream import Batch, erased_ids, erased_names, file_batches
from .stream.rows import any_erased_name, count_days
from .xapi.bounds import bounds_of

MOST_WAITING = 5_000  # of one source: a flood fills only its own tray (TRUST 24)
MOST_CHARACTERS = 64 * 1024
AHEAD = 5 * 60 * 1000  # ms that a tool's clock may run ahead of ours


def refused_row(document: bytes, why: RefusedStatement, credential: Credential) -> Refused:
    """A row for the tray (not saved)."""
    text = document.decode("utf-8", "replace").replace("\x00", "�")
    return Refused(
        source_id=credential.source_id,
        credential=credential,
        received=clock.now(),
        statement_id=_id_in(document),
        code=why.code[:40],
        field=why.field[:200],
        sentence=why.sentence[:500],
        document=text[:MOST_CHARACTERS],
    )


def park(rows: list[Refused]) -> None:
    """Save rows as far as each source's tray has room; count all of them."""
    rows = _without_erased(rows)
    if not rows:
        return
    today = clock.today()
    counted: Counter[int] = Counter(r.source_id for r in rows if r.source_id)
    room = {s: MOST_WAITING - Refused.objects.filter(state="waiting", source=s).count() for s in counted}
    kept: list[Refused] = []
    for row in rows:
        if row.source_id and room[row.source_id] > 0:
            room[row.source_id] -= 1
            kept.append(row)
    Refused.objects.bulk_create(kept, batch_size=60)
    count_days([(source, today, 0, 0, n) for source, n in counted.items()])


def _without_erased(rows: list[Refused]) -> list[Refused]:
    """What somebody had erased isn't kept by the back door, whatever else is wrong with it."""
    ids = erased_ids([r.statement_id for r in rows if r.statement_id])
    named = {id(r): people_in(r.document) for r in rows} if any_erased_name() else {}
    gone = erased_names(key for keys in named.values() for key in keys)
    return [r for r in rows if r.statement_id not in ids and not named.get(id(r), set()) & set(gone)]


def check_time(timestamp: int | None, now: int) -> None:
    """A work time in the future waits in the tray and never advances a reading."""
    if timestamp is not None and timestamp > now + AHEAD:
        raise RefusedStatement(
            "future",
            "timestamp",
            "This work lies in the future: the tool's clock is probably wrong. It waits until somebody mends the time.",
        )


@transaction.atomic
def replay(row: Refused, document: str, *, by: int | None) -> int:
    """File a mended document; the id that it came with stays. Returns how many statements are new (0: it was here).

    Raises RefusedStatement, if it can still not be taken; the row then waits on, with the new reason.
    """
    raw = _with_id(document, row.statement_id)
    now = clock.milliseconds(clock.now())
    draft = prepare(raw, now=now, guard=bounds_of(row.credential) if row.credential else None)
    check_time(draft.timestamp, now)
    credential = row.credential
    audit.act(
        "evidence.replay",
        actor_id=by,
        object_kind="refused",
        object_id=str(row.pk),
        detail={"code": row.code},
    )
    batch = Batch(
        [draft], row.source_id or 0, Audience.PUBLIC_TO_TOOLS, credential.pk if credential else None
    )
    filed = file_batches([batch])[0]
    if filed.refused:
        raise filed.refused[0]
    row.state, row.handled_by = "replayed", by
    row.save(update_fields=["state", "handled_by"])
    return len(filed.new)


@transaction.atomic
def drop(row: Refused, *, by: int | None) -> None:
    """Somebody decided that this is no evidence. The row stays till its days are over."""
    row.state, row.handled_by = "dropped", by
    row.save(update_fields=["state", "handled_by"])
    audit.act(
        "evidence.drop", actor_id=by, object_kind="refused", object_id=str(row.pk), detail={"code": row.code}
    )


def _with_id(document: str, number: UUID | None) -> bytes:
    try:
        plain: Any = msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError) as no:
        raise RefusedStatement("not-json", "", f"This is no JSON document: {str(no)[:120]}.") from None
    if isinstance(plain, dict) and number is not None:
        plain["id"] = str(number)
    return msgspec.json.encode(plain)


def _id_in(document: bytes) -> UUID | None:
    try:
        plain = msgspec.json.decode(document)
        return UUID(plain["id"])
    except (msgspec.DecodeError, RecursionError, KeyError, TypeError, ValueError, AttributeError):
        return None
