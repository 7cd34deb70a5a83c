"""A conversation as evidence: who with whom and when, never a word of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience, Source
from waypost.school.models import Person
from waypost.skills.alignment import skill_iri
from waypost.skills.models import Skill


def source() -> Source:
    """This room, as a source of evidence."""
    return stream.own_source("care", "Waypost: conversations")


def statement(student: Person, adult: Person, when: datetime) -> dict[str, Any]:
    """The xAPI statement of a talk: the adult is the actor, the student the object."""
    return {
        "id": str(uuid.uuid4()),
        "actor": stream.person_agent(adult.pk),
        "verb": {"id": vocabulary.TALKED_WITH, "display": {"en": "talked with"}},
        "object": stream.person_agent(student.pk),
        "timestamp": when.isoformat(),
    }


def record(student: Person, adult: Person, when: datetime) -> uuid.UUID:
    """Append it inside the caller's transaction; returns its id."""
    sent = statement(student, adult, when)
    stream.append(sent, source=source(), audience=Audience.CARE)
    return uuid.UUID(sent["id"])


def record_overruling(student: Person, adult: Person, skill: Skill, level: int, when: datetime) -> uuid.UUID:
    """What a person set, as evidence: the skill stands in the context, the reason stays in the room."""
    made = uuid.uuid4()
    sent = {
        "id": str(made),
        "actor": stream.person_agent(adult.pk),
        "verb": {"id": vocabulary.VERB + "overruled", "display": {"en": "overruled"}},
        "object": stream.person_agent(student.pk),
        "result": {"extensions": {vocabulary.LEVEL: level}},
        "context": {"contextActivities": {"other": [{"id": skill_iri(skill.pk)}]}},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.SCHOOL)
    return made


def record_asked(person_id: int, adult_id: int, when: datetime, *, shared_device: bool) -> uuid.UUID:
    """A student asked to talk: the adult who was chosen is the instructor. Inside the caller's transaction."""
    made = uuid.uuid4()
    context: dict[str, Any] = {"instructor": stream.person_agent(adult_id)}
    if shared_device:
        context["extensions"] = {vocabulary.SHARED_DEVICE: True}
    sent = {
        "id": str(made),
        "actor": stream.person_agent(person_id),
        "verb": {"id": vocabulary.VERB + "asked-for-help", "display": {"en": "asked to talk"}},
        "object": {"id": vocabulary.RESERVED + "talk"},
        "context": context,
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
    return made


def take_back(statement_id: uuid.UUID, person_id: int, when: datetime) -> None:
    """What was said no longer counts: the statement is voided by the one who made it."""
    sent = {
        "id": str(uuid.uuid4()),
        "actor": stream.person_agent(person_id),
        "verb": {"id": vocabulary.VOIDED, "display": {"en": "took back"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)


def record_told_from_home(student_id: int, guardian_id: int, when: datetime) -> uuid.UUID:
    """A family told the school what it sees at home: who, of whom and when; never a word. Inside the caller's transaction."""
    made = uuid.uuid4()
    sent = {
        "id": str(made),
        "actor": stream.person_agent(guardian_id),
        "verb": {"id": vocabulary.VERB + "told-from-home", "display": {"en": "told from home"}},
        "object": stream.person_agent(student_id),
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
    return made


HELP_BEGUN = vocabulary.VERB + "help-begun"
SUPPORTED = vocabulary.VERB + "supported"
HELP = vocabulary.RESERVED + "help:"


def record_help(verb: str, student_id: int, adult_id: int, help_id: int, when: datetime) -> uuid.UUID:
    """That planned help began, or a session of it was held: who, whom, which and when; never what or why."""
    made = uuid.uuid4()
    sent = {
        "id": str(made),
        "actor": stream.person_agent(adult_id),
        "verb": {"id": verb, "display": {"en": verb.rpartition(":")[2]}},
        "object": stream.person_agent(student_id),
        "context": {"contextActivities": {"other": [{"id": f"{HELP}{help_id}"}]}},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
    return made
