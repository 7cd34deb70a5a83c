"""The tools that evidence comes from, and which class uses which."""

from __future__ import annotations

from .people import DOMAIN
from .stories import platform_class
from .truth import Source


def sources() -> dict[str, Source]:
    """By slug. All names of tools but one are made up; no tool of that name was asked."""
    found = (
        Source(
            "khan", "Khan Academy", "csv", "responses-khan.csv", "https://khan.example/", "school mail",
            {
                "student": "student", "skill": "skill", "item": "item", "correct": "correct", "time": "time",
                "duration": "duration", "hints": "hints", "attempt": "attempt",
            },
        ),
        Source(
            "paper", "Paper", "csv", "responses-paper.csv", f"https://paper.{DOMAIN}/", "sourcedId",
            {"student": "student", "skill": "skill", "item": "item", "score": "score", "time": "time"},
        ),
        Source("lumen", "Lumen Tutor", "datashop", "datashop-lumen.txt", "https://lumen.example/", "sourcedId"),
        Source("moodle", "Moodle", "xapi", "statements.ndjson", f"https://moodle.{DOMAIN}", "sourcedId"),
        Source("askbox", "Ask box", "xapi", "statements-askbox.ndjson", f"https://ask.{DOMAIN}", "sourcedId"),
    )  # fmt: skip
    return {source.slug: source for source in found}


def of_subject(subject: str, homeroom: str) -> str:
    """Mathematics is practised in one tool by all; the rest on the platform, or in the tutor below year eight."""
    if subject == "mathematics":
        return "khan"
    return "moodle" if platform_class(homeroom) else "lumen"
