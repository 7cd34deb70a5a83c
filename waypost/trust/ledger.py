"""What was erased or taken back, as keyed hashes, in a file apart from the database and its backups (TRUST 13).

Whoever puts an older backup back has it say what must not return. A line holds no name and no id, only
HMAC(key, what, id) and when; it counts for backups that are older than it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from . import chain, clock
from .folder import DataFolder

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be taken back: rows of a table that are `gone`, and what makes one gone again as of a moment.

    `also`: what else goes with them. `swept`: may `sync` look for them, or would it list most of a table?
    """

    label: str
    gone: Callable[[], Q]
    again: Callable[[datetime], dict[str, Any]]
    also: Callable[[list[int]], object] = lambda numbers: None
    swept: bool = True


_kinds: dict[str, Kind] = {}
_erase: Callable[[list[int]], int] = lambda people: 0  # noqa: E731


def keeps(name: str, kind: Kind) -> None:
    """Register a kind of thing that a backup may not bring back."""
    _kinds[name] = kind


def erases(erase: Callable[[list[int]], int]) -> None:
    """How people are erased whom an older backup has brought back."""
    global _erase
    _erase = erase


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    what: str
    who: str


class Broken(ValueError):
    """A line that isn't as it was written; str(error) is a sentence."""


def place() -> Path:
    return DataFolder.from_environment().make("ledger") / "taken-back.jsonl"


def mark(what: str, number: int) -> str:
    key = hmac.digest(chain.key(), b"waypost ledger", "sha256")  # any copy of keys/ has that of the books
    return hmac.new(key, f"{what}|{number}".encode(), hashlib.sha256).hexdigest()


def write(what: str, numbers: Iterable[int]) -> None:
    """Add them, on disk before this returns. One that stands there already stands there twice: no harm."""
    at = clock.wall().isoformat()
    lines = []
    for number in numbers:
        body = {"at": at, "what": what, "who": mark(what, number)}
        lines.append(json.dumps({**body, "seal": chain.link("ledger", body)}, sort_keys=True) + "\n")
    if lines:
        handle = os.open(place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a") as out:
            out.write("".join(lines))
            out.flush()
            os.fsync(out.fileno())


def read(file: Path) -> list[Entry]:
    """The lines of a ledger. Raises Broken."""
    found = []
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else [], 1):
        try:
            body = json.loads(line)
            seal = body.pop("seal")
            entry = Entry(datetime.fromisoformat(body["at"]), str(body["what"]), str(body["who"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Broken(f"Line {number} of {file} can't be read.") from None
        if not hmac.compare_digest(str(seal), chain.link("ledger", body)):
            raise Broken(f"Line {number} of {file} was changed, or belongs to other keys.")
        found.append(entry)
    return found


def note(name: str, numbers: Iterable[int]) -> None:
    """Something was taken back: write it once that is sure. `sync` finds what a crash kept from being written."""
    listed = list(numbers)
    transaction.on_commit(lambda: write(name, listed))


def sync() -> int:
    """Write down what is gone in the database and doesn't stand here yet; nightly, and before each backup."""
    known = {(e.what, e.who) for e in read(place())}
    written = 0
    for name, kind in _kinds.items():
        if not kind.swept:
            continue
        gone = apps.get_model(kind.label)._default_manager.filter(kind.gone()).values_list("pk", flat=True)
        new = [pk for pk in gone if (name, mark(name, pk)) not in known]
        write(name, new)
        written += len(new)
    return written


def replay(entries: Iterable[Entry], made: datetime) -> dict[str, int]:
    """Take back again what was taken back after a backup was made. How many of each kind."""
    newer: dict[tuple[str, str], datetime] = {(e.what, e.who): e.at for e in entries if e.at >= made}
    done: dict[str, int] = {}
    for name, kind in _kinds.items():
        rows = apps.get_model(kind.label)._default_manager.exclude(kind.gone())
        marks = {pk: (name, mark(name, pk)) for pk in rows.values_list("pk", flat=True)}
        numbers = [pk for pk, its in marks.items() if its in newer]
        for pk in numbers:
            rows.filter(pk=pk).update(**kind.again(newer[marks[pk]]))
        if numbers:
            kind.also(numbers)
            done[name] = len(numbers)
    people = apps.get_model("school.Person")._default_manager.values_list("pk", flat=True)
    erased = _erase([pk for pk in people if (PERSON, mark(PERSON, pk)) in newer])
    return done | ({PERSON: erased} if erased else {})
