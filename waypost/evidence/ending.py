"""Statements and files of responses whose time is over (TRUST 27): a statement leaves a tombstone, as an erased one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from waypost.school import clock
from waypost.school.models import Identifier
from waypost.trust.retention import lent

from . import changes, iris, uploads
from .models import ResponseImport, Statement, Tombstone
from .stream import id_digest


@lent.ender("evidence.Statement")
@transaction.atomic
def statements(seqs: Sequence[int], case: str) -> Mapping[str, int]:
    """Payload and person index go; what stays is a number and a keyed hash, so that the same id isn't taken again."""
    now = clock.now()
    rows = list(Statement.objects.filter(pk__in=seqs).values_list("seq", "id"))
    Tombstone.objects.bulk_create(
        [Tombstone(seq=seq, id_digest=id_digest(number), case=case, erased=now) for seq, number in rows],
        ignore_conflicts=True,
    )
    changes.statements_ended.send(sender=Statement, seqs=[seq for seq, _number in rows])
    return dict(Statement.objects.filter(pk__in=seqs).delete()[1])


@lent.ender("school.Identifier")
@transaction.atomic
def identifiers(keys: Sequence[int], case: str) -> Mapping[str, int]:
    """Names in tools: other processes may remember them."""
    ended: Mapping[str, int] = dict(Identifier.objects.filter(pk__in=keys).delete()[1])
    iris.forget_everywhere()
    return ended


@lent.ender("evidence.ResponseImport")
def imports(keys: Sequence[int], case: str) -> Mapping[str, int]:
    """The row, the file that was sent and the list of its refused rows."""
    with transaction.atomic():
        rows = list(ResponseImport.objects.filter(pk__in=keys))
        ended: Mapping[str, int] = dict(ResponseImport.objects.filter(pk__in=keys).delete()[1])
        for row in rows:
            transaction.on_commit(partial(_forget, row))
    return ended


def _forget(row: ResponseImport) -> None:
    uploads.forget(row)
    (Path(settings.HOME.make("files")) / f"refused-rows-{row.pk}.csv").unlink(missing_ok=True)
