"""A chain of HMACs over a book's rows, so that a changed, missing or swapped row shows (TRUST 12).

The key lives in `data/keys/`, never in the database. Heads of the chains go each day to a file that is only ever
appended to: a tail that was cut off since yesterday shows, too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from .folder import DataFolder

LOCKS = {"reads": 7_700_001, "acts": 7_700_002, "plans": 7_700_003}


def key() -> bytes:
    """The key of the chains (made at first use)."""
    return bytes.fromhex(DataFolder.from_environment().secret("chain"))


def link(previous: str, content: Any) -> str:
    """HMAC-SHA-256 (hex) over the previous link and the content as canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hmac.new(key(), f"{previous}\n{text}".encode(), hashlib.sha256).hexdigest()


def one_at_a_time(book: str) -> None:
    """Let only one transaction extend a book. SQLite's transactions are one at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCKS[book]])


@dataclass(frozen=True)
class Head:
    """Where a book ended on a day."""

    day: str
    book: str
    row: int
    chain: str


def heads_file() -> Path:
    return DataFolder.from_environment().make("audit") / "heads.jsonl"


def append_head(head: Head) -> None:
    """Add one line to the file of heads, sealed with the key."""
    body = {"day": head.day, "book": head.book, "row": head.row, "chain": head.chain}
    line = json.dumps({**body, "seal": link("head", body)}, sort_keys=True)
    handle = os.open(heads_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def heads(book: str) -> tuple[list[Head], list[str]]:
    """The heads kept of a book, oldest first, and a sentence for each line that isn't as we wrote it."""
    place = heads_file()
    if not place.exists():
        return [], []
    good: list[Head] = []
    problems: list[str] = []
    for number, line in enumerate(place.read_text().splitlines(), 1):
        try:
            body = json.loads(line)
            seal = body.pop("seal")
            head = Head(**body)
        except (ValueError, TypeError, KeyError):
            problems.append(f"{place}, line {number}: can't be read.")
            continue
        if not hmac.compare_digest(seal, link("head", body)):
            problems.append(f"{place}, line {number}: was changed.")
        elif head.book == book:
            good.append(head)
    return good, problems
