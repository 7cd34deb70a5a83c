"""What this room tells evidence: that somebody was celebrated, by whom and when; never a word of it (TRUST 6)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience, Source

PRAISED = vocabulary.VERB + "praised"
CELEBRATION = vocabulary.RESERVED + "celebration:"


def source() -> Source:
    """This room, as a source of evidence."""
    return stream.own_source("recognition", "Waypost: celebrations")


def praised(person_id: int, giver_id: int, when: datetime) -> uuid.UUID:
    """A student was celebrated, inside the caller's transaction. The statement's id names the celebration."""
    made = uuid.uuid4()
    sent: dict[str, Any] = {
        "id": str(made),
        "actor": stream.person_agent(person_id),
        "verb": {"id": PRAISED, "display": {"en": "was celebrated"}},
        "object": {"id": f"{CELEBRATION}{made}"},
        "context": {"instructor": stream.person_agent(giver_id)},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.SCHOOL)
    return made


def take_back(statement_id: uuid.UUID, person_id: int, when: datetime) -> None:
    """It no longer counts."""
    sent: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": stream.person_agent(person_id),
        "verb": {"id": vocabulary.VOIDED, "display": {"en": "took back"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.SCHOOL)
