"""In a backup that is put back (TRUST 1, 13): sealed points never open a second time, and a story taken back stays so.

Points that were counted since, or whose key is not in the folder, are shared anew: the charter gathers ideas again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from waypost.trust import clock, ledger
from waypost.trust.backup import dropped
from waypost.trust.sealed import Key

from .models import Charter, CharterState, SharedBox, Story, TookPart, Workshop
from .services.sharing import COUNTED, spool_of
from .services.stories import TAKEN_BACK, empty

NOT_YET = (CharterState.WRITING, CharterState.SHARING)


def _anew(at: datetime) -> dict[str, Any]:
    return {"state": CharterState.WRITING, "public_key": None, "sharing_since": None}


def _forget(charters: list[int]) -> None:
    for gone in (SharedBox, TookPart):
        gone.objects.filter(charter__in=charters).delete()
    Workshop.objects.filter(charter__in=charters).delete()
    for charter in Charter.objects.filter(pk__in=charters):
        Key(charter.name).destroy()
        spool_of(charter).destroy()


def _empty(stories: list[int]) -> None:
    for story in Story.objects.filter(pk__in=stories):
        empty(story)


ledger.keeps(COUNTED, ledger.Kind("community.Charter", lambda: ~Q(state__in=NOT_YET), _anew, also=_forget))
ledger.keeps(
    TAKEN_BACK,
    ledger.Kind(
        "community.Story",
        lambda: Q(taken_back__isnull=False),
        lambda at: {"taken_back": at},
        also=_empty,
    ),
)


@dropped.put_right
def share_those_without_a_key_anew() -> None:
    for charter in Charter.objects.filter(state=CharterState.SHARING):
        if not Key(charter.name).exists:
            Charter.objects.filter(pk=charter.pk).update(**_anew(clock.now()))
            _forget([charter.pk])
