"""The tools that evidence comes from, and which class uses which."""

from __future__ import annotations

from urllib.parse import quote

from .people import DOMAIN
from .stories import platform_class
from .truth import Source


def sources() -> dict[str, Source]:
    """By slug. The data are made up, whatever a tool is called here."""
    practice = {name: name for name in ("student", "skill", "correct", "time", "item", "duration")}
    test = {name: name for name in ("student", "skill", "score", "time", "item")}
    found = (
        Source(
            "khan", "Khan Academy", "csv", "responses-khan.csv", "https://khan.example", "school mail",
            practice | {"hint": "hints", "student_is": "email"},
        ),
        Source(
            "paper", "Paper", "csv", "responses-paper.csv", f"https://paper.{DOMAIN}", "sourcedId",
            test | {"student_is": "sourced_id"},
        ),
        Source("lumen", "Lumen Tutor", "datashop", "datashop-lumen.txt", "https://lumen.example", "sourcedId"),
        Source("moodle", "Moodle", "xapi", "statements.ndjson", f"https://moodle.{DOMAIN}", "sourcedId"),
        Source("askbox", "Ask box", "xapi", "statements-askbox.ndjson", f"https://ask.{DOMAIN}", "sourcedId"),
    )  # fmt: skip
    return {source.slug: source for source in found}


def of_subject(subject: str, homeroom: str) -> str:
    """Mathematics is practised in one tool by all; the rest on the platform, or in the tutor below year eight."""
    if subject == "mathematics":
        return "khan"
    return "moodle" if platform_class(homeroom) else "lumen"


def item_name(source: str, key: str, item: int) -> str:
    """What the files of a source call an item."""
    if source == "lumen":
        return f"{key}-{item} / {key}-{item}-answer"  # problem and step
    return f"{key}/{item}"


def activity(source: Source, key: str, item: int) -> str:
    """The IRI of an item: the one that Waypost gives to an item of a file, so that file and stream mean the same."""
    if source.slug == "moodle":
        return f"{source.home_page}/question/{key}/{item}"
    return f"{source.home_page}/item/{quote(item_name(source.slug, key, item), safe='')}"


def prefix(source: Source, key: str) -> str:
    """Where the IRIs of all items of a skill begin."""
    if source.slug == "moodle":
        return f"{source.home_page}/question/{key}/"
    return f"{source.home_page}/item/{quote(key + ('-' if source.slug == 'lumen' else '/'), safe='')}"
