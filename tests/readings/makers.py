"""Short ways to make evidence for tests: statements of a tool about the village's students."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tests import village as cast
from waypost.evidence import stream
from waypost.evidence.models import Audience, Source
from waypost.evidence.vocabulary import ADL, ANSWERED, TALKED_WITH, UNDATED, column_iri
from waypost.school.models import Person
from waypost.skills import alignment
from waypost.skills.models import Alignment, Framework, Skill

FIRST = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)  # a Monday, 09:00 at the school
_numbers = itertools.count(1)


def tool(name: str = "Tool") -> Source:
    source, _ = Source.objects.get_or_create(
        slug=name.lower(),
        defaults={"name": name, "kind": "xapi", "made": cast.NOW, "home_page": cast.HOME_PAGE},
    )
    return source


def skill(code: str = "fractions", **more: Any) -> Skill:
    framework, _ = Framework.objects.get_or_create(uri="urn:test", defaults={"title": "Test"})
    return Skill.objects.get_or_create(
        framework=framework, code=code, defaults={"title": code.title(), **more}
    )[0]


def align(what: Skill, pattern: str, match: str = "prefix", source: Source | None = None) -> Alignment:
    row = Alignment.objects.create(
        skill=what, source_id=(source or tool()).pk, match=match, pattern=pattern, made=cast.NOW
    )
    alignment.touch()
    return row


def agent(who: Person | str) -> dict[str, Any]:
    name = who if isinstance(who, str) else who.sourced_id
    return {"account": {"homePage": cast.HOME_PAGE, "name": name}}


def answer(
    who: Person | str,
    right: bool = True,
    *,
    at: datetime | None = FIRST,
    item: str = "fractions/1",
    columns: Sequence[str] = (),
    id: UUID | None = None,
    **result: Any,
) -> dict[str, Any]:
    """An answer to an item; `at` None: undated."""
    context: dict[str, Any] = {}
    if columns:
        context["contextActivities"] = {"grouping": [{"id": column_iri(c)} for c in columns]}
    if at is None:
        context["extensions"] = {UNDATED: True}
    statement = {
        "id": str(id or uuid4()),
        "actor": agent(who),
        "verb": {"id": ANSWERED},
        "object": {"id": f"{cast.HOME_PAGE}/{item}"},
        "result": {"success": right, **result},
        "context": context,
    }
    if at is not None:
        statement["timestamp"] = at.isoformat()
    return statement


def talked(adult: Person, who: Person, at: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "actor": stream.person_agent(adult.pk),
        "verb": {"id": TALKED_WITH},
        "object": {"objectType": "Agent", **stream.person_agent(who.pk)},
        "timestamp": at.isoformat(),
    }


def void(statement_id: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "actor": agent("teacher"),
        "verb": {"id": ADL + "voided"},
        "object": {"objectType": "StatementRef", "id": statement_id},
    }


def send(
    *statements: dict[str, Any], source: Source | None = None, audience: Audience | None = None
) -> list[int]:
    """Into the stream, each in its own transaction; returns their places."""
    found = []
    for statement in statements:
        with transaction.atomic():
            widest = Audience.CARE if "waypost" in statement["verb"]["id"] else Audience.PUBLIC_TO_TOOLS
            found.append(stream.append(statement, source=source or tool(), audience=audience or widest))
    return found


def days_of_work(
    who: Person, count: int = 5, *, item: str = "fractions", first: datetime = FIRST
) -> list[dict[str, Any]]:
    """Two answers a day on `count` days in a row, the first of each wrong."""
    return [
        answer(who, n == 1, at=first + timedelta(days=day, minutes=5 * n), item=f"{item}/{2 * day + n}")
        for day in range(count)
        for n in range(2)
    ]


def everything() -> dict[str, Any]:
    """All that is derived, but for row numbers: two of these are equal exactly where every page is."""
    from waypost.readings.models import Episode, Reading, State

    def rows(model: type[Any], *skip: str) -> list[Any]:
        found = [{k: v for k, v in row.items() if k not in {"id", *skip}} for row in model.objects.values()]
        return sorted(found, key=repr)

    return {
        "states": rows(State),
        "readings": rows(Reading),
        "episodes": rows(Episode, "raised_at", "changed_at"),
    }
