"""Somebody was taken out of statements of others: what was decoded from these is decoded anew (TRUST 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from waypost.evidence import changes, stream
from waypost.trust.erasure import lent
from waypost.trust.erasure.lent import Whose

from . import intake, marks
from .decode import NotRead, decode
from .interning import TagSets
from .models import Event, TagSet

_COLUMNS = [f.attname for f in Event._meta.concrete_fields]


def listen() -> None:
    """Called once, when the apps are ready."""
    changes.statements_redacted.connect(_redacted, dispatch_uid="readings-redacted")
    changes.iris_loose.connect(_tags, dispatch_uid="readings-tags")


@lent.finder("readings.Event")
@lent.finder("readings.Ahead")
def _with_the_statement(them: Whose) -> Iterable[int]:
    """What was decoded from a statement goes with it."""
    return ()


def _redacted(seqs: Sequence[int], **_: Any) -> None:
    """Events as the statement says them now. Whoever is still in it and reads differently is marked."""
    before = {row[0]: row for row in Event.objects.filter(seq__in=seqs).values_list(*_COLUMNS)}
    found = [decode(row) for seq in seqs for row in stream.read_after(seq - 1, 1) if row.seq == seq]
    events = intake.numbered([e for e in found if not isinstance(e, NotRead)], TagSets())
    after = {row[0]: row for row in events if row[0] in before}
    changed = [seq for seq in before if before[seq] != after.get(seq)]
    if changed:
        Event.objects.filter(seq__in=changed).delete()
        intake.insert([after[seq] for seq in changed if seq in after])
        marks.mark(intake.students_behind({after[seq][1] for seq in changed if seq in after}), "redacted")


def _tags(ids: Iterable[int], **_: Any) -> set[int]:
    """Of these the ones that stand in a set of tags."""
    used = {int(i) for key in TagSet.objects.values_list("key", flat=True) for i in key.split(",") if i}
    return used & set(ids)
