"""A conversation as evidence: who with whom and when, never a word of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from waypost.evidence import rooms, stream
from waypost.evidence.models import Audience
from waypost.school import people
from waypost.school.models import Person

TALKED_WITH = "urn:waypost:verb:talked-with"


def statement(student: Person, adult: Person, when: datetime) -> dict[str, Any]:
    """The xAPI statement of a talk: the adult is the actor, the student the object."""
    return {
        "id": str(uuid.uuid4()),
        "actor": people.own_agent(adult),
        "verb": {"id": TALKED_WITH, "display": {"en": "talked with"}},
        "object": people.own_agent(student),
        "timestamp": when.isoformat(),
    }


def record(student: Person, adult: Person, when: datetime) -> None:
    """Append it inside the caller's transaction."""
    stream.append(statement(student, adult, when), source=rooms.source(), audience=Audience.CARE)
