"""Skills that a person judges by pieces of work: the latest three pieces, and whether they show the skill.

There: level 3 or more in two of the latest three pieces, on two different tasks, a week apart. The same work judged
again on the same day is a correction; on another day it is a new piece of the same task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import numpy as np

from ..events import Events, Flag, Kind
from .settings import MasterySettings

PIECES = 3  # "of the latest three"
_PIECE = 4  # numbers in a packed piece


class Piece(NamedTuple):
    work: int  # the activity
    day: int  # 0: undated
    level: int  # 1..4
    actor: int  # who judged


@dataclass(slots=True)
class Judged:
    """Of one skill. Days are 0 where they never were, or undated."""

    pieces: list[Piece] = field(default_factory=list)  # the latest, in order
    count: int = 0  # of all pieces ever
    secure: bool = False
    first_secured: int = 0
    secure_since: int = 0
    slipped_on: int = 0


def step(state: dict[int, Judged], events: Events, settings: MasterySettings) -> None:
    """Fold a run of events into the state, in place."""
    for i in np.flatnonzero((events.kind == Kind.JUDGEMENT) & (events.level > 0)):
        dated = not events.flags[i] & Flag.UNDATED
        piece = Piece(
            int(events.activity[i]),
            int(events.day[i]) if dated else 0,
            int(events.level[i]),
            int(events.actor[i]),
        )
        for skill in events.skills[events.skill_start[i] : events.skill_start[i + 1]].tolist():
            _judge(state.setdefault(skill, Judged()), piece, settings)


def _judge(judged: Judged, piece: Piece, settings: MasterySettings) -> None:
    same = [p for p in judged.pieces if (p.work, p.day) == (piece.work, piece.day)]
    if same:
        judged.pieces[judged.pieces.index(same[0])] = piece
    else:
        judged.pieces = [*judged.pieces, piece][-PIECES:]
        judged.count += 1
    secure = shown(judged.pieces, settings)
    if secure and not judged.secure:
        judged.secure_since = piece.day
        judged.first_secured = judged.first_secured or piece.day
    if judged.secure and not secure:
        judged.slipped_on = piece.day
    judged.secure = secure


def shown(pieces: list[Piece], settings: MasterySettings) -> bool:
    """Do these pieces show the skill?"""
    good = [p for p in pieces if p.level >= settings.judged_level and p.day > 0]
    return any(
        len({p.work for p in some}) == len(some) and _apart(some, settings.judged_apart)
        for some in combinations(good, settings.judged_good)
    )


def _apart(pieces: tuple[Piece, ...], days: int) -> bool:
    return all(abs(a.day - b.day) >= days for a, b in combinations(pieces, 2))


def said(judged: Judged, settings: MasterySettings) -> str:
    """The state by judgement alone."""
    if len(judged.pieces) < settings.judged_enough:
        return "not_enough"
    if judged.secure:
        return "secure"
    if judged.slipped_on:
        return "slipping"
    return "developing" if share(judged, settings) else "starting"


def share(judged: Judged, settings: MasterySettings) -> float:
    """Of the latest pieces, how many reach the level."""
    return sum(p.level >= settings.judged_level for p in judged.pieces) / len(judged.pieces)


def pack(state: dict[int, Judged]) -> bytes:
    numbers: list[int] = []
    for skill in sorted(state):
        j = state[skill]
        numbers += [skill, j.count, j.secure, j.first_secured, j.secure_since, j.slipped_on, len(j.pieces)]
        numbers += [n for piece in j.pieces for n in piece]
    return np.array(numbers, "<i8").tobytes()


def unpack(data: bytes) -> dict[int, Judged]:
    numbers = np.frombuffer(data, "<i8").tolist()
    state: dict[int, Judged] = {}
    at = 0
    while at < len(numbers):
        skill, count, secure, first, since, slipped, n = numbers[at : at + 7]
        at += 7
        pieces = [Piece(*numbers[k : k + _PIECE]) for k in range(at, at + n * _PIECE, _PIECE)]
        at += n * _PIECE
        state[skill] = Judged(pieces, count, bool(secure), first, since, slipped)
    return state
