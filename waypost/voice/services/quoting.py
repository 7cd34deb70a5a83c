"""Quotes: words whose writer said that they may be shown, from a group with ten comments and more, chosen by who runs the survey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import danger

from ..models import Quote, Said, State, Wave
from . import Refused
from .surveys import K


def may_be_quoted(wave: Wave) -> list[Said]:
    """Comments that others may read, by their random ids (TRUST 1).

    Each writer answers a question once, so ten comments of a group to one question come from ten people. What sounds
    like danger is never quoted.
    """
    if wave.state != State.CLOSED:
        return []
    rows = list(Said.objects.filter(wave=wave).select_related("version").order_by("id"))
    sizes = Counter((row.version_id, row.unit) for row in rows)
    return [
        row
        for row in rows
        if row.quotable and sizes[row.version_id, row.unit] >= K and not danger.sentences(row.text)
    ]


@transaction.atomic
def choose(wave: Wave, said_ids: Iterable[UUID], *, by: int) -> int:
    """Exactly these are shown from now on to everybody who was asked; how many. Sent twice, nothing changes.

    Raises Refused for one that may not be quoted.
    """
    held = Wave.objects.select_for_update().get(pk=wave.pk)
    wanted, allowed = set(said_ids), {said.pk for said in may_be_quoted(held)}
    if not wanted <= allowed:
        raise Refused(_("Please open this page again."))
    Quote.objects.filter(said__wave=held).exclude(said__in=wanted).delete()
    have = set(Quote.objects.filter(said__wave=held).values_list("said_id", flat=True))
    Quote.objects.bulk_create(
        [Quote(said_id=said, chosen_by=by, chosen_on=clock.today()) for said in sorted(wanted - have)],
        batch_size=200,
    )
    return len(wanted)
