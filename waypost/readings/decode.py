"""A statement as it was sent -> the one narrow row that measures read, or the reason why there is none.

Pure: no database, no clock. Identifiers and IRIs stay text here; `interning` gives them their numbers in bulk.
What each verb means stands in `evidence.vocabulary`; this module knows only how a statement spells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from waypost.evidence import vocabulary as words
from waypost.evidence.statements.refusal import RefusedStatement
from waypost.evidence.statements.times import duration_milliseconds
from waypost.evidence.stream import Row
from waypost.measures.events import UNKNOWN, Flag, Kind

LONGEST = 24 * 3_600_000  # a longer duration is a window left open: unknown, not long work
FULL = 10_000  # a score of full marks

_ANSWERS = frozenset({Kind.RESPONSE, Kind.PARTIAL})
_CAN_ANSWER = frozenset({Kind.RESPONSE, Kind.PARTIAL, Kind.SESSION})
_LEVELS = {Kind.JUDGEMENT: 4, Kind.OVERRULE: 4, Kind.PULSE: 5, Kind.GOAL: 5}


class Account(msgspec.Struct, gc=False):
    home: str = msgspec.field(name="homePage", default="")
    name: str = ""


class Agent(msgspec.Struct, gc=False):
    type: str = msgspec.field(name="objectType", default="Agent")
    mbox: str = ""
    sha1: str = msgspec.field(name="mbox_sha1sum", default="")
    openid: str = ""
    account: Account | None = None


class Target(msgspec.Struct, gc=False):
    """The object: an activity (id) or an agent (the same names as in `Agent`)."""

    id: str = ""
    type: str = msgspec.field(name="objectType", default="Activity")
    mbox: str = ""
    sha1: str = msgspec.field(name="mbox_sha1sum", default="")
    openid: str = ""
    account: Account | None = None


class Named(msgspec.Struct, gc=False):
    id: str = ""


class Score(msgspec.Struct, gc=False):
    scaled: float | None = None
    raw: float | None = None
    min: float | None = None
    max: float | None = None


class Result(msgspec.Struct, gc=False):
    score: Score | None = None
    success: bool | None = None
    duration: str = ""
    extensions: dict[str, Any] | None = None


class Activities(msgspec.Struct, gc=False):
    parent: list[Named] | Named | None = None
    grouping: list[Named] | Named | None = None
    category: list[Named] | Named | None = None
    other: list[Named] | Named | None = None


class Circumstances(msgspec.Struct, gc=False):
    instructor: Agent | None = None
    activities: Activities | None = msgspec.field(name="contextActivities", default=None)
    extensions: dict[str, Any] | None = None


class Sent(msgspec.Struct, gc=False):
    """As much of a statement as a measure may look at; everything else is skipped while parsing."""

    verb: Named
    object: Target
    result: Result | None = None
    context: Circumstances | None = None


class Decoded(NamedTuple):
    """An event whose people and IRIs are not numbered yet."""

    seq: int
    at: int | None
    kind: int
    source: int
    student: int | str  # Identifier id, or a canonical key that still has to be looked up
    activity: int  # Iri id, 0 where the object is a person
    tags: tuple[str, ...]
    success: int
    score: int
    level: int
    duration: int
    flags: int
    adult: int | str  # Identifier id or key of whose act it was; 0: nobody else's
    voided: bool


class NotRead(NamedTuple):
    """Why a statement makes no event: kept as evidence, of no use to a measure."""

    seq: int
    why: str  # "verb", "voids", "no student", "malformed", "redacted"


_read = msgspec.json.Decoder(Sent).decode
_EMPTY: Mapping[str, Any] = {}
_NO_RESULT = Result()


#: What each verb means.
KINDS: dict[str, Kind] = {v.iri: v.kind for v in words.VERBS.values() if v.kind is not None}


def decode(row: Row) -> Decoded | NotRead:
    """One statement of the stream."""
    if row.voids is not None:
        return NotRead(row.seq, "voids")
    kind = KINDS.get(row.verb)
    if kind is None:
        return NotRead(row.seq, "verb")
    try:
        sent = _read(row.payload)
    except msgspec.DecodeError:
        return NotRead(row.seq, "malformed")
    result = sent.result or _NO_RESULT
    context = sent.context
    extensions = (context.extensions if context else None) or _EMPTY
    more = result.extensions or _EMPTY
    student, adult = _people(row, kind, sent)
    if not student:
        return NotRead(row.seq, "no student")
    score = _score(result.score) if result.score is not None else UNKNOWN
    success = UNKNOWN if result.success is None else int(result.success)
    duration = milliseconds(result.duration) if result.duration else UNKNOWN
    if kind == Kind.GOAL_PLAN:
        duration = _due(more)
    undated = row.timestamp is None or extensions.get(words.UNDATED) is True
    if kind in _CAN_ANSWER:
        kind, success = _answer(kind, success, score)
    return Decoded(
        row.seq,
        None if undated else row.timestamp,
        int(kind),
        row.source_id,
        student,
        row.activity_id or 0,
        _tags(context.activities) if context and context.activities else (),
        success,
        score,
        _level(kind, result.score, more) if kind in _LEVELS else UNKNOWN,
        duration,
        _flags(undated, extensions, more),
        adult,
        row.voided_by is not None,
    )


def _people(row: Row, kind: Kind, sent: Sent) -> tuple[int | str, int | str]:
    """Whose event it is, and the adult whose act it was (0: the student's own)."""
    if kind in words.OF_OTHERS and sent.object.type == "Agent":
        return key_of(sent.object), row.actor_id or 0
    teacher = sent.context.instructor if sent.context else None
    return row.actor_id or "", (key_of(teacher) or 0) if teacher else 0


def key_of(agent: Agent | Target) -> str:
    """The canonical key of `school.Identifier`; "" where the agent says nothing to know it by."""
    if agent.account is not None:
        return f"account|{agent.account.home}|{agent.account.name}"
    if agent.mbox:
        return f"mbox|{agent.mbox.lower()}"
    if agent.sha1:
        return f"mbox_sha1sum|{agent.sha1.lower()}"
    return f"openid|{agent.openid}" if agent.openid else ""


def _answer(kind: Kind, success: int, score: int) -> tuple[Kind, int]:
    """What the tool said of right and wrong decides; without it the marks do; without both it is work alone."""
    if kind == Kind.RESPONSE and success != UNKNOWN:
        return Kind.RESPONSE, success
    if score != UNKNOWN:
        return Kind.PARTIAL, success
    return Kind.SESSION, success


def _score(score: Score) -> int:
    """Of full marks, 0..10000: `scaled`, else `raw` between `min` (0 if not said) and `max`."""
    share = score.scaled
    if share is None:
        low = score.min or 0.0
        if score.raw is None or score.max is None or score.max <= low:
            return UNKNOWN
        share = (score.raw - low) / (score.max - low)
    return round(min(max(share, 0.0), 1.0) * FULL)


def _level(kind: Kind, score: Score | None, extensions: Mapping[str, Any]) -> int:
    """A rubric, pulse or goal level: said in an extension, or as raw marks on exactly that scale."""
    top = _LEVELS[kind]
    said = extensions.get(words.LEVEL)
    if said is None and score is not None and score.max == top:
        said = score.raw
    whole = isinstance(said, int | float) and not isinstance(said, bool) and said == int(said)
    return int(said) if whole and 1 <= said <= top else UNKNOWN  # type: ignore[arg-type,operator]


def _due(extensions: Mapping[str, Any]) -> int:
    """The ordinal day on which a goal is due."""
    said = extensions.get(words.DUE)
    try:
        return date.fromisoformat(said).toordinal() if isinstance(said, str) else UNKNOWN
    except ValueError:
        return UNKNOWN


_MARKS = (
    (words.NO_ITEM, int(Flag.NO_ITEM)),
    (words.NO_DURATION, int(Flag.NO_DURATION)),
    (words.NO_HINTS, int(Flag.NO_HINTS)),
    (words.SHARED_DEVICE, int(Flag.SHARED_DEVICE)),
)


def _flags(undated: bool, context: Mapping[str, Any], result: Mapping[str, Any]) -> int:
    flags = int(Flag.UNDATED) if undated else 0
    for name, flag in _MARKS if context else ():
        if context.get(name) is True:
            flags |= flag
    if not result:
        return flags
    if result.get(words.BOTTOMED_OUT) is True:
        flags |= int(Flag.BOTTOMED | Flag.HINTED)
    if _above(result.get(words.HINTS), 0):
        flags |= int(Flag.HINTED)
    if _above(result.get(words.ATTEMPT), 1):
        flags |= int(Flag.RETRY)
    return flags


def _above(said: object, limit: int) -> bool:
    return isinstance(said, int | float) and said > limit


def _tags(activities: Activities) -> tuple[str, ...]:
    """Every activity that the statement names besides its object, once, sorted."""
    found: list[str] = []
    for group in (activities.parent, activities.grouping, activities.category, activities.other):
        if group is None:
            continue
        found += [group.id] if isinstance(group, Named) else [one.id for one in group]
    if len(found) == 1:
        return (found[0],)
    return tuple(sorted({iri for iri in found if iri}))


@lru_cache(maxsize=65_536)
def milliseconds(duration: str) -> int:
    """An ISO 8601 duration in milliseconds; unknown where negative, malformed or longer than a day.

    >>> milliseconds("PT1M2.5S"), milliseconds("-PT5S"), milliseconds("P3D")
    (62500, -1, -1)
    """
    try:
        length = duration_milliseconds(duration)
    except RefusedStatement:
        return UNKNOWN
    return length if 0 <= length <= LONGEST else UNKNOWN
