"""What this room tells evidence: that groups were seen at work, how often, and never a name, a class or a teacher (TRUST 6)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience, Source

OBSERVED = vocabulary.VERB + "observed"
LESSON = vocabulary.RESERVED + "lesson"
FOCUS = vocabulary.RESERVED + "focus:"
LOOKS = vocabulary.EXT + "looks"  # how many looks the share rests on


def source() -> Source:
    """This room, as a source of evidence."""
    return stream.own_source("climate", "Waypost: lessons looked at")


def _groups_of(lesson_id: int) -> dict[str, Any]:
    """The groups of a lesson as one actor without members."""
    return {"objectType": "Group", "account": {"homePage": LESSON, "name": str(lesson_id)}}


def observed(lesson_id: int, focus: str, share: float, looks: int, when: datetime) -> uuid.UUID:
    """Groups were seen: in which share (0..1) of so many looks the focus was there. Inside the caller's transaction."""
    made = uuid.uuid4()
    sent: dict[str, Any] = {
        "id": str(made),
        "actor": _groups_of(lesson_id),
        "verb": {"id": OBSERVED, "display": {"en": "were seen at work"}},
        "object": {"id": FOCUS + focus},
        "result": {"score": {"scaled": round(share, 4)}, "extensions": {LOOKS: looks}},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.SCHOOL)
    return made


def take_back(statement_id: uuid.UUID, lesson_id: int, when: datetime) -> None:
    """It no longer counts."""
    sent: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": _groups_of(lesson_id),
        "verb": {"id": vocabulary.VOIDED, "display": {"en": "took back"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.SCHOOL)
