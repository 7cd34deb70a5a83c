"""What this room tells evidence: ids, levels and times, never a word of what somebody wrote (TRUST 6)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience, Source, Statement
from waypost.skills.alignment import skill_iri

GOAL = vocabulary.RESERVED + "goal:"
PIECE = vocabulary.RESERVED + "piece:"
JUDGED = vocabulary.VERB + "judged"
GOAL_STEP = vocabulary.VERB + "goal-step"
GOAL_PLANNED = vocabulary.VERB + "goal-planned"


def source() -> Source:
    """This room, as a source of evidence."""
    return stream.own_source("learning", "Waypost: goals and judged work")


def goal_step(person_id: int, goal_id: int, level: int, when: datetime) -> uuid.UUID:
    """A step of a goal of their own, level 1..5, inside the caller's transaction."""
    made = uuid.uuid4()
    sent: dict[str, Any] = {
        "id": str(made),
        "actor": stream.person_agent(person_id),
        "verb": {"id": GOAL_STEP, "display": {"en": "took a step of a goal of their own"}},
        "object": {"id": f"{GOAL}{goal_id}"},
        "result": {"extensions": {vocabulary.LEVEL: level}},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
    return made


def goal_planned(
    person_id: int, goal_id: int, due: date, done: int, steps: int, when: datetime, *, under_way: bool
) -> uuid.UUID:
    """A goal's day and how many of its steps are done, as it stands now, inside the caller's transaction."""
    made = uuid.uuid4()
    result: dict[str, Any] = {"success": under_way, "extensions": {vocabulary.DUE: due.isoformat()}}
    if steps:
        result["score"] = {"scaled": done / steps}
    sent: dict[str, Any] = {
        "id": str(made),
        "actor": stream.person_agent(person_id),
        "verb": {"id": GOAL_PLANNED, "display": {"en": "planned a goal of their own"}},
        "object": {"id": f"{GOAL}{goal_id}"},
        "result": result,
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.CARE)
    return made


def plans_told(goal_id: int) -> list[uuid.UUID]:
    """The statements about a goal's plan that count."""
    rows = Statement.objects.filter(
        activity__iri=f"{GOAL}{goal_id}", verb__iri=GOAL_PLANNED, voided_by__isnull=True
    )
    return list(rows.order_by("seq").values_list("id", flat=True))


def judged(
    person_id: int, piece_id: int, level: int, skill_ids: Sequence[int], adult_id: int, when: datetime
) -> uuid.UUID:
    """An adult placed a piece of work at a level 1..4 that counts for these skills. The student is the actor, the piece
    the object, the adult the instructor: so it is read as a judgement of that piece (`readings.decode`)."""
    made = uuid.uuid4()
    sent: dict[str, Any] = {
        "id": str(made),
        "actor": stream.person_agent(person_id),
        "verb": {"id": JUDGED, "display": {"en": "showed work that was placed on a rubric"}},
        "object": {"id": f"{PIECE}{piece_id}"},
        "result": {"extensions": {vocabulary.LEVEL: level}},
        "context": {
            "instructor": stream.person_agent(adult_id),
            "contextActivities": {"other": [{"id": skill_iri(s)} for s in skill_ids]},
        },
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=Audience.SCHOOL)
    return made


def take_back(
    statement_id: uuid.UUID, person_id: int, when: datetime, audience: Audience = Audience.CARE
) -> None:
    """Void one of this room's statements: it no longer counts. `audience` is that statement's own."""
    sent: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": stream.person_agent(person_id),
        "verb": {"id": vocabulary.VOIDED, "display": {"en": "took back"}},
        "object": {"objectType": "StatementRef", "id": str(statement_id)},
        "timestamp": when.isoformat(),
    }
    stream.append(sent, source=source(), audience=audience)
