"""A conversation as evidence: who with whom and when, never a word of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from waypost.evidence import rooms, stream
from waypost.evidence.models import Audience
from waypost.school import people
from waypost.school.models import Person
from waypost.skills.models import Skill

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


def record_overruling(student: Person, adult: Person, skill: Skill, level: int, when: datetime) -> uuid.UUID:
    """What a person set, as evidence: the skill stands in the context, the reason stays in the room."""
    made = uuid.uuid4()
    sent = {
        "id": str(made),
        "actor": people.own_agent(adult),
        "verb": {"id": "urn:waypost:verb:overruled", "display": {"en": "overruled"}},
        "object": people.own_agent(student),
        "result": {"extensions": {"urn:waypost:ext:level": level}},
        "context": {"contextActivities": {"other": [{"id": f"urn:waypost:skill:{skill.pk}"}]}},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=rooms.source(), audience=Audience.SCHOOL)
    return made
