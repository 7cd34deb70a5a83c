"""What this room tells evidence: ids, levels and times, never a word of what somebody wrote (TRUST 6)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience, Source

CLASS = vocabulary.RESERVED + "class:"
PULSE = vocabulary.VERB + "pulse"


def source() -> Source:
    """This room, as a source of evidence."""
    return stream.own_source("voice", "Waypost: what students say")


def pulse(
    person_id: int, class_id: int, level: int, adult_id: int, when: datetime, *, shared_device: bool
) -> uuid.UUID:
    """How it goes in a class, level 1..5, as said to this adult, inside the caller's transaction."""
    made = uuid.uuid4()
    context: dict[str, Any] = {"instructor": stream.person_agent(adult_id)}
    if shared_device:
        context["extensions"] = {vocabulary.SHARED_DEVICE: True}
    sent: dict[str, Any] = {
        "id": str(made),
        "actor": stream.person_agent(person_id),
        "verb": {"id": PULSE, "display": {"en": "said how it goes"}},
        "object": {"id": f"{CLASS}{class_id}"},
        "result": {"extensions": {vocabulary.LEVEL: level}},
        "context": context,
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
    return made


def take_back(statement_id: uuid.UUID, person_id: int, when: datetime) -> None:
    """Void one of this room's statements: it no longer counts."""
    sent: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": stream.person_agent(person_id),
        "verb": {"id": vocabulary.VOIDED, "display": {"en": "took back"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
