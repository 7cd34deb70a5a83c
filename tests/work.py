"""Evidence for the village, by the room's own door: who works how is written here in words.

Leo is stuck on dividing fractions (and secure in multiplying them), Mia is secure in ratios and asked for help this
morning, Noor (7A) works steadily, Fay goes to the other school. One source: Sums.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from waypost.evidence import stream
from waypost.evidence.models import Audience, Source
from waypost.skills.models import Alignment, Framework, Relation, Skill

from .village import HOME_PAGE, NOW

BASE = "https://sums.example/items"
SKILLS = (("multiply", "Multiply fractions"), ("divide", "Divide fractions"), ("ratios", "Ratios"))


def fill() -> dict[str, Skill]:
    """Skills, alignment and statements; gives the skills by code."""
    with transaction.atomic():
        skills = tree()
        source = Source.objects.create(name="Sums", slug="sums", kind="xapi", home_page=HOME_PAGE, made=NOW)
        for code, skill in skills.items():
            Alignment.objects.create(
                skill=skill, source_id=source.pk, match="prefix", pattern=f"{BASE}/{code}/", made=NOW
            )
        for statement in statements():
            stream.append(statement, source=source, audience=Audience.PUBLIC_TO_TOOLS)
    return skills


def tree() -> dict[str, Skill]:
    framework = Framework.objects.create(uri="urn:village", title="Village mathematics")
    skills = {
        code: Skill.objects.create(
            framework=framework, code=code, title=title, subject="Mathematics", position=n
        )
        for n, (code, title) in enumerate(SKILLS)
    }
    Relation.objects.create(before=skills["multiply"], after=skills["divide"])
    return skills


def statements() -> Iterator[dict[str, Any]]:
    for day in range(1, 15):
        yield from answers("leo", "multiply", day_before(40 - day), [1, 1, 1])
        yield from answers("mia", "ratios", day_before(30 - day), [1, 1] if day > 3 else [0, 1])
        yield from answers("noor", "multiply", day_before(26 - day), [1, 0, 1])
        yield from answers("fay", "multiply", day_before(26 - day), [1, 1, 0])
    yield from answers("leo", "divide", day_before(5), [0, 1, 0, 0, 0])
    yield from answers("leo", "divide", day_before(4), [0, 1, 0, 0, 1])
    yield from answers("leo", "divide", day_before(3), [0, 1, 0, 0])
    yield made(
        "mia", "http://adlnet.gov/expapi/verbs/asked", f"{BASE}/divide/help", NOW - timedelta(minutes=23)
    )


def day_before(days: int) -> datetime:
    """A school morning so many days before the village's now (weekends move to the Friday before)."""
    day = NOW - timedelta(days=days)
    return day - timedelta(days=max(0, day.weekday() - 4))


def answers(who: str, skill: str, when: datetime, right: list[int]) -> Iterator[dict[str, Any]]:
    for n, success in enumerate(right):
        item = f"{BASE}/{skill}/{when:%m%d}-{n}"
        yield made(
            who,
            "http://adlnet.gov/expapi/verbs/answered",
            item,
            when + timedelta(minutes=2 * n),
            bool(success),
        )


def made(who: str, verb: str, activity: str, when: datetime, success: bool | None = None) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{who} {verb} {activity} {when.isoformat()}")),
        "actor": {"account": {"homePage": HOME_PAGE, "name": who}},
        "verb": {"id": verb},
        "object": {"id": activity},
        "timestamp": when.astimezone(UTC).isoformat(),
    }
    if success is not None:
        statement["result"] = {"success": success, "duration": "PT45S"}
    return statement
