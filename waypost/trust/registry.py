"""What each model holds about people, in one place, so that no request, erasure or clean-up can forget a table.

Each model carries its line with `@registered(...)`; the test suite fails on a model without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

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
    """When a row ends, and how. `trust.retention` acts on it every night."""

    clock: Clock
    days: int = 0
    then: str = "delete"  # or "anonymise": what says who it was goes, the row stays
    hold: tuple[str, ...] = ("access request", "safeguarding", "law")
    name: str = ""  # tables of one name share their period; "": the table has its own
    start: str = (
        ""  # path to the date that starts the clock; "": the first usual one. LEFT: where nobody is named
    )
    by: str = ""  # who ends it, where that isn't the general job
    along: str = ""  # the foreign key to the row with which it goes; it has no clock of its own
    blocks: bool = True  # the row that it hangs on stays as long as this one
    least: int = 0  # the bounds within which the school may move the period; 0: the usual ones
    most: int = 0
    blank: Mapping[str, Any] = field(default_factory=dict)  # "anonymise": what the fields become
    files: tuple[str, ...] = ()  # fields that name a stored file, which goes with the row

    def since(self, path: str) -> Retention:
        return replace(self, start=path)

    def with_row(self, key: str) -> Retention:
        return replace(self, along=key)

    def ended_by(self, job: str) -> Retention:
        return replace(self, by=job)

    def with_files(self, *names: str) -> Retention:
        return replace(self, files=names)

    def unless(self, *more: str) -> Retention:
        return replace(self, hold=(*self.hold, *more))

    def anonymise(self, **blank: Any) -> Retention:
        return replace(self, then="anonymise", blank=blank)


KEEP = Retention(Clock.FOREVER)
WITH_FILE = Retention(Clock.LEFT, days=365, name="file", least=90, most=7 * 365)


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
