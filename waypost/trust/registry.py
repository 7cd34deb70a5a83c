"""What each model holds about people, in one place, so that no request, erasure or clean-up can forget a table.

Each model carries its line with `@registered(...)`; the test suite fails on a model without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=type[models.Model])


class Disclosure(StrEnum):
    """Who may ever be shown a row (TRUST 5)."""

    OWN_WORDS = "own-words-of-child"
    SHARED = "shared"  # the child and the family see it on their pages
    RECORD = "record"  # part of the file: handed over on request
    RESTRICTED = "restricted"  # named roles; disclosed after review
    THIRD_PARTY = "third-party"
    NEVER = "never"  # concerns, reads of them, jottings
    NONE = "none"  # holds nothing about a person


class Clock(StrEnum):
    """What starts a row's time to live (TRUST 27)."""

    CREATED = "created"
    YEAR_END = "year end"
    LEFT = "left school"
    CLOSED = "closed"
    FOREVER = "forever"  # configuration; no person in it


@dataclass(frozen=True, slots=True)
class Retention:
    clock: Clock
    days: int = 0
    then: str = "delete"  # or "anonymise"
    hold: tuple[str, ...] = ("access request", "safeguarding", "law")


KEEP = Retention(Clock.FOREVER)
WITH_FILE = Retention(Clock.LEFT, days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """A model's line. `person_paths` are ORM paths that end at a school Person id ("person", "student__id")."""

    person_paths: tuple[str, ...]
    disclosure: Disclosure
    retention: Retention
    audience: str  # in words: who reads it in the ordinary course


LINES: dict[str, Line] = {}
#: Steps of a path that are bare ids (`identifier_id`, no foreign key) -> the model they lead to.
BARE_IDS = {"identifier": "school.Identifier"}


def registered(
    *, person_paths: tuple[str, ...] = (), disclosure: Disclosure, retention: Retention, audience: str
) -> Callable[[M], M]:
    """Give a model its line in the registry."""

    def add(model: M) -> M:
        LINES[model._meta.label] = Line(person_paths, disclosure, retention, audience)
        return model

    return add


def register_foreign(label: str, line: Line) -> None:
    """A line for a model of a library ("mfa.Authenticator"): it holds people's data as much as our own."""
    LINES[label] = line
