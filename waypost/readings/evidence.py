"""The very responses behind a claim: what, when, how it went, from which tool and under whose key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from waypost.evidence.models import Iri, Source, Statement
from waypost.measures.events import Events, Flag, Kind
from waypost.school import clock
from waypost.trust.access import ReadBook
from waypost.web.say import address_end

from . import events
from .access import SEE_READING, SEE_SHARED_READING
from .join import SkillJoin

PAGE = 50

_WORK = frozenset({Kind.RESPONSE, Kind.PARTIAL, Kind.JUDGEMENT, Kind.SESSION, Kind.HINT})
#: What each measure reads: its page shows that and nothing else. A request for help or a pulse stands behind no reading
#: that a family or every adult sees.
_KINDS: dict[str, frozenset[Kind]] = {
    "mastery": _WORK | {Kind.OVERRULE},
    "growth": _WORK | {Kind.OVERRULE},
    "goals": frozenset({Kind.GOAL}),
    "goal_plans": frozenset({Kind.GOAL_PLAN}),
    "help_given": frozenset({Kind.HELPED}),
    "conversations": frozenset({Kind.CONVERSATION, Kind.HELP}),
    "pulse": frozenset({Kind.PULSE}),
}
_ENGAGEMENT = _WORK | {Kind.GOAL}


@dataclass(frozen=True, slots=True)
class Piece:
    """One event as a person reads it."""

    seq: int
    when: datetime | None  # at the school; None: undated
    kind: Kind
    what: str  # the item or work
    source: str
    authority: str  # the key under which the tool wrote, "" for a room or a file
    right: bool | None
    share: float | None  # of full marks
    level: int | None
    seconds: float | None
    hinted: bool
    again: bool  # not the first attempt


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of evidence, newest first, and how much there is."""

    pieces: list[Piece]
    total: int
    page: int
    pages: int
    before: int  # left out: dated before the student was here
    ahead: int  # left out: dated in the future


def behind(
    reads: ReadBook, person_id: int, measure: str, subject: int, page: int = 1, size: int = PAGE
) -> Behind | None:
    """The evidence behind a reading; None where the asker may not see that reading (or there is none)."""
    rule = (
        SEE_SHARED_READING
        if SEE_SHARED_READING.rows(reads.who).filter(person_id=person_id, measure=measure).exists()
        else SEE_READING
    )
    if not rule.rows(reads.who).filter(person_id=person_id, measure=measure, subject=subject).exists():
        return None
    reads.note(rule, "read", [person_id])
    join = SkillJoin()
    now = clock.milliseconds(clock.now())
    loaded = events.load([person_id], now=now, zone=clock.zone(), join=join)[person_id]
    chosen = _of_subject(loaded.events, subject)
    kinds = sorted(_KINDS.get(measure, _ENGAGEMENT))
    chosen = chosen[np.isin(loaded.events.kind[chosen], kinds)][::-1]
    pages = max(1, -(-len(chosen) // size))
    page = min(max(page, 1), pages)
    shown = chosen[(page - 1) * size : page * size]
    return Behind(
        _pieces(loaded.events, shown.tolist()), len(chosen), page, pages, loaded.before, loaded.ahead
    )


def _of_subject(found: Events, subject: int) -> np.ndarray:
    """Places of the events that count for a skill; all for the whole student."""
    if not subject:
        return np.arange(len(found))
    of_event = np.repeat(np.arange(len(found)), np.diff(found.skill_start))
    return np.unique(of_event[found.skills == subject])


def _pieces(found: Events, places: Sequence[int]) -> list[Piece]:
    activities = {int(found.activity[i]) for i in places}
    names = {i.pk: i.name or address_end(i.iri) for i in Iri.objects.filter(pk__in=activities)}
    sources = dict(Source.objects.values_list("pk", "name"))
    keys = dict(
        Statement.objects.filter(seq__in=[int(found.seq[i]) for i in places]).values_list(
            "seq", "credential__name"
        )
    )
    return [_piece(found, i, names, sources, keys) for i in places]


def _piece(
    found: Events, i: int, names: dict[int, str], sources: dict[int, str], keys: Mapping[int, str | None]
) -> Piece:
    dated, flags = bool(found.day[i]), int(found.flags[i])
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found.at[i]))
    return Piece(
        seq=int(found.seq[i]),
        when=clock.local(when) if dated else None,
        kind=Kind(int(found.kind[i])),
        what=names.get(int(found.activity[i]), ""),
        source=sources.get(int(found.source[i]), ""),
        authority=keys.get(int(found.seq[i])) or "",
        right=None if found.success[i] < 0 else bool(found.success[i]),
        share=None if found.score[i] < 0 else float(found.score[i]) / 10_000,
        level=None if found.level[i] < 0 else int(found.level[i]),
        seconds=None
        if found.duration[i] < 0 or found.kind[i] == Kind.GOAL_PLAN
        else float(found.duration[i]) / 1000,
        hinted=bool(flags & Flag.HINTED),
        again=bool(flags & Flag.RETRY),
    )
