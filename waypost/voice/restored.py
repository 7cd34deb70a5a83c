"""An anonymous round in a backup that is put back (TRUST 1, 13): what was opened or promised away never opens a second time.

A round that ended since, or whose key is not in the folder, ends unread: its boxes go, and so does any older copy of its
key. One that is still open and has its key goes on; whoever waited in the spool, which no backup holds, answers again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from waypost.trust import ledger
from waypost.trust.backup import dropped
from waypost.trust.sealed import Key

from .models import Box, State, Wave
from .services import closing
from .services.answers import spool_of
from .services.surveys import ROUND


def _over() -> Q:
    return Q(state__in=[State.CLOSED, State.UNREAD]) & Q(survey__kind="anonymous")


def _unread(at: datetime) -> dict[str, Any]:
    return {"state": State.UNREAD, "public_key": None}


def _forget(waves: list[int]) -> None:
    Box.objects.filter(wave__in=waves).delete()
    for wave in Wave.objects.filter(pk__in=waves):
        Key(wave.name).destroy()
        spool_of(wave).destroy()


ledger.keeps(ROUND, ledger.Kind("voice.Wave", _over, _unread, also=_forget))


@dropped.put_right
def end_those_without_a_key() -> None:
    for wave in Wave.objects.filter(state=State.OPEN, survey__kind="anonymous"):
        if not Key(wave.name).exists:
            closing.close(wave)
