"""Filing drafts: lock, look for the same ids and tombstones, insert, void, count."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import cast
from uuid import UUID

from django.conf import settings

from waypost.school import clock

from .. import sources
from ..iris import identifiers, iris, look_again, name_activities
from ..models import Audience, Credential, ErasedName, Statement, Tombstone
from ..statements import Draft, RefusedStatement, instant, same
from . import rows

QUARTER = 900_000  # milliseconds; zones differ from UTC by whole quarters of an hour


@dataclass(slots=True)
class Batch:
    """Statements that stand or fall together: those of one request, or of one chunk of a file."""

    drafts: Sequence[Draft]
    source_id: int
    audience: int = Audience.PUBLIC_TO_TOOLS
    credential_id: int | None = None
    any_authority: bool = False  # may void statements of others (scope "all", and rooms)
    each: bool = False  # a file: one row that conflicts is left out, the others go in


@dataclass(slots=True)
class Filed:
    """What became of a batch."""

    new: list[int] = field(default_factory=list)  # seqs
    same: int = 0
    refused: dict[int, RefusedStatement] = field(default_factory=dict)  # place in the batch -> why

    @property
    def ok(self) -> bool:
        return not self.refused


@dataclass(slots=True)
class _Row:
    draft: Draft
    batch: Batch
    voided_by: UUID | None = None


def file_batches(batches: Sequence[Batch]) -> list[Filed]:
    """Write batches in the current transaction, all under one lock. A batch with a conflict is left out whole."""
    rows.lock()
    look_again()
    sent_ids = [d.id for b in batches for d in b.drafts if not d.new_id]
    known = rows.known(sent_ids)
    erased = erased_ids(sent_ids) | of_erased(d for b in batches for d in b.drafts)
    taken: dict[UUID, Draft] = {}
    results, to_write = [], list[_Row]()
    for batch in batches:
        filed, fresh = _sort_out(batch, known, erased, taken)
        results.append(filed)
        if filed.ok or batch.each:
            to_write += [_Row(d, batch) for d in fresh]
        else:
            for d in fresh:
                taken.pop(d.id, None)
            filed.same = 0
    _write(to_write, batches, results)
    return results


def _sort_out(
    batch: Batch, known: dict[UUID, tuple[int, bytes]], erased: set[UUID], taken: dict[UUID, Draft]
) -> tuple[Filed, list[Draft]]:
    """What of a batch is new, the same as before, and refused."""
    filed, fresh = Filed(), dict[int, Draft]()
    for place, draft in enumerate(batch.drafts):
        before = (
            known[draft.id][1]
            if draft.id in known
            else taken[draft.id].payload
            if draft.id in taken
            else None
        )
        if draft.id in erased:
            filed.refused[place] = _erased()
        elif before is None:
            taken[draft.id] = fresh[place] = draft
        elif same(before, draft.payload, timed=draft.timed):
            filed.same += 1
        else:
            filed.refused[place] = _conflict(draft)
    _check_voiding(batch, fresh, filed)
    return filed, [draft for place, draft in fresh.items() if place not in filed.refused]


def _erased() -> RefusedStatement:
    words = "What this statement tells was erased, and is not taken again."
    return RefusedStatement("erased", "id", words, 409)


def _conflict(draft: Draft) -> RefusedStatement:
    words = f"Another statement with the id {draft.id} is here already, and statements never change."
    return RefusedStatement("conflict", "id", words, 409)


def _check_voiding(batch: Batch, fresh: dict[int, Draft], filed: Filed) -> None:
    """Voiding stays within the same authority unless the scope is "all" (TRUST 7); a voiding one is never voided."""
    voiding = {place: d for place, d in fresh.items() if d.voids is not None}
    if not voiding:
        return
    found = Statement.objects.filter(id__in=[d.voids for d in voiding.values()]).only(
        "id", "credential_id", "voids"
    )
    targets = {s.id: s for s in found}
    for place, draft in voiding.items():
        target = targets.get(draft.voids)  # type: ignore[arg-type]
        if target is None:
            continue
        if target.voids is not None:
            words = "A statement that takes another back cannot be taken back itself."
            filed.refused[place] = RefusedStatement("voids-voiding", "object.id", words)
        elif not batch.any_authority and target.credential_id != batch.credential_id:
            words = "Only who sent a statement may take it back."
            filed.refused[place] = RefusedStatement("not-yours", "object.id", words, 403)


def _write(to_write: list[_Row], batches: Sequence[Batch], results: list[Filed]) -> None:
    if not to_write:
        return
    now = clock.now()
    stored = clock.milliseconds(now)
    iri_ids = iris.ids(_iris_of(r.draft for r in to_write))
    person_ids = identifiers.ids({key for r in to_write for key, _ in r.draft.people if key})
    seqs = rows.next_seqs(len(to_write))
    result_of = {id(b): f for b, f in zip(batches, results, strict=True)}
    statements, agents = [], []
    form = rows.stored_form()
    for seq, row in zip(seqs, to_write, strict=True):
        draft, batch = row.draft, row.batch
        result_of[id(batch)].new.append(seq)
        statements.append(
            (
                seq,
                form(draft.id),
                stored,
                draft.timestamp,
                batch.source_id,
                batch.credential_id,
                int(batch.audience),
                person_ids[draft.actor] if draft.actor else None,
                iri_ids[draft.verb],
                iri_ids[draft.activity] if draft.activity else None,
                form(draft.voids) if draft.voids else None,
                None,
                False,
                draft.payload,
            )
        )
        agents += [(seq, person_ids[key], position) for key, position in draft.people if key]
    rows.insert(statements, agents)
    names = {
        iri_ids[r.draft.activity]: r.draft.activity_name
        for r in to_write
        if r.draft.activity and r.draft.activity_name
    }
    if names:
        name_activities(names)
    _void(seqs, to_write)
    _count(to_write, now.astimezone(clock.zone()).date())
    came_from = {r.batch.source_id for r in to_write}
    rows.note_arrival(came_from, now)
    if rows.any_open_gap():
        sources.heard_from(came_from)


def _iris_of(drafts: Iterable[Draft]) -> set[str]:
    wanted: set[str] = set()
    for draft in drafts:
        wanted.add(draft.verb)
        if draft.activity:
            wanted.add(draft.activity)
        wanted.update(draft.tags)
    return wanted


def _void(seqs: list[int], to_write: list[_Row]) -> None:
    """Hide what is taken back, whichever of the two came first."""
    for seq, row in zip(seqs, to_write, strict=True):
        if row.draft.voids is not None:
            same_authority = {} if row.batch.any_authority else {"credential_id": row.batch.credential_id}
            Statement.objects.filter(
                id=row.draft.voids, voids__isnull=True, voided_by__isnull=True, **same_authority
            ).update(voided_by=seq)
    if not rows.any_voiding():
        return
    waiting = Statement.objects.filter(voids__isnull=False)
    arrived = {
        row.draft.id: (seq, row.batch)
        for seq, row in zip(seqs, to_write, strict=True)
        if row.draft.voids is None
    }
    for start in range(0, len(arrived), 400):
        part = list(arrived)[start : start + 400]
        for voider in (
            waiting.filter(voids__in=part).only("seq", "voids", "credential_id").select_related("credential")
        ):
            seq, batch = arrived[cast(UUID, voider.voids)]
            if _may_void(voider, batch):
                Statement.objects.filter(seq=seq, voided_by__isnull=True).update(voided_by=voider.seq)


def _may_void(voider: Statement, batch: Batch) -> bool:
    if voider.credential_id is None or voider.credential_id == batch.credential_id:
        return True
    return Credential.objects.filter(pk=voider.credential_id, scope="all").exists()


def _count(to_write: list[_Row], arrival: date) -> None:
    arrived: Counter[int] = Counter(r.batch.source_id for r in to_write)
    hours = Counter(
        (r.batch.source_id, r.draft.timestamp // QUARTER) for r in to_write if r.draft.timestamp is not None
    )
    zone = clock.zone()
    worked: Counter[tuple[int, date]] = Counter()
    for (source, quarter), n in hours.items():
        worked[source, instant(quarter * QUARTER).astimezone(zone).date()] += n
    counted = [(source, arrival, n, 0, 0) for source, n in arrived.items()]
    counted += [(source, day, 0, n, 0) for (source, day), n in worked.items()]
    rows.count_days(counted)


@lru_cache(maxsize=1)
def _tombstone_key() -> bytes:
    return bytes.fromhex(settings.HOME.secret("tombstones"))


def id_digest(number: UUID) -> str:
    """The keyed hash under which an erased id is remembered (TRUST 8)."""
    return hmac.digest(_tombstone_key(), number.bytes, "sha256").hex()


def erased_ids(ids: Sequence[UUID]) -> set[UUID]:
    """Which of these ids have a tombstone."""
    if not ids or not rows.any_tombstone():
        return set()
    digests = {id_digest(i): i for i in ids}
    found: set[UUID] = set()
    listed = list(digests)
    for start in range(0, len(listed), 400):
        part = Tombstone.objects.filter(id_digest__in=listed[start : start + 400])
        found |= {digests[d] for d in part.values_list("id_digest", flat=True)}
    return found


def name_digest(key: str) -> str:
    """The keyed hash under which an erased name in a tool is remembered."""
    return hmac.digest(_tombstone_key(), f"name|{key}".encode(), "sha256").hex()


def erased_names(keys: Iterable[str]) -> dict[str, int]:
    """Which of these names were erased -> when, in milliseconds UTC."""
    if not rows.any_erased_name():
        return {}
    digests = {name_digest(k): k for k in set(keys) if k}
    found: dict[str, int] = {}
    listed = list(digests)
    for start in range(0, len(listed), 400):
        part = ErasedName.objects.filter(digest__in=listed[start : start + 400])
        found |= {digests[d]: clock.milliseconds(at) for d, at in part.values_list("digest", "erased")}
    return found


def of_erased(drafts: Iterable[Draft]) -> set[UUID]:
    """Statements about somebody from before they were erased: a tool that sends its whole history again, under other ids."""
    listed = list(drafts)
    names = erased_names(key for d in listed for key, _place in d.people)
    if not names:
        return set()
    return {
        d.id
        for d in listed
        for key, _place in d.people
        if key in names and (d.timestamp is None or d.timestamp <= names[key])
    }
