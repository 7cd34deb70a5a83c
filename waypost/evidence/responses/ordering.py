"""Put the rows of a table in order by a number of theirs, on disk: a file of a million rows never stands in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing

import msgspec
from django.conf import settings

from .rows import BadRow


def in_order(
    rows: Iterable[tuple[int, list[str]]], key: int
) -> Iterator[list[tuple[int, list[str]]] | BadRow]:
    """Groups of rows with the same whole number in column `key`, by that number; rows without one at the end, each alone."""
    with (
        tempfile.TemporaryDirectory(dir=settings.HOME.make("tmp")) as place,
        closing(sqlite3.connect(f"{place}/rows")) as book,
    ):
        book.execute("PRAGMA journal_mode=OFF")
        book.execute("PRAGMA synchronous=OFF")
        book.execute("CREATE TABLE r (k INTEGER, line INTEGER, cells BLOB)")
        book.executemany(
            "INSERT INTO r VALUES (?, ?, ?)", ((_number(c[key]), n, msgspec.json.encode(c)) for n, c in rows)
        )
        last: int | None = None
        group: list[tuple[int, list[str]]] = []
        for number, line, cells in book.execute("SELECT k, line, cells FROM r ORDER BY k IS NULL, k, line"):
            if group and (number is None or number != last):
                yield group
                group = []
            group.append((line, msgspec.json.decode(cells)))
            last = number
        if group:
            yield group


def _number(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) < 18 else None
