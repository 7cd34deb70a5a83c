"""Small statements and sources for the tests of this room."""

from __future__ import annotations

from typing import Any

from waypost.evidence.models import Source
from waypost.school import clock

HOME = "https://tool.example"


def statement(**changes: Any) -> dict[str, Any]:
    """Mia answered an item of the tool, rightly."""
    base: dict[str, Any] = {
        "actor": {"account": {"homePage": HOME, "name": "mia"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": f"{HOME}/item/7"},
        "result": {"success": True},
        "timestamp": "2026-11-20T09:30:00.000Z",
    }
    base.update(changes)
    return {k: v for k, v in base.items() if v is not ...}


def source(name: str = "Tool", home: str = HOME) -> Source:
    return Source.objects.create(name=name, slug=name.lower(), kind="xapi", home_page=home, made=clock.now())
