"""What was erased or taken back, as keyed hashes, in a file apart from the database and its backups (TRUST 13).

Whoever puts an older backup back has it say what must not return. A line holds no name and no id, only
HMAC(key, what, id) and when; it counts for backups that are older than it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import chain, clock
from .folder import DataFolder

PERSON, CONSENT, GUARDIAN = "person", "consent", "guardian"


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
    key = bytes.fromhex(DataFolder.from_environment().secret("ledger"))
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
