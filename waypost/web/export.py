"""Tables to take along as CSV (TRUST 22): typed columns, text that could run as a formula is defused, rows stream."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from numbers import Real
from typing import Any

from django.http import StreamingHttpResponse

#: A text that begins with one of these runs as a formula in some spreadsheet; the full-width forms, too.
RUNS = tuple("=+-@\t\r\n＝＋－＠")
_HIDDEN = re.compile(r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A head and how to get its value from a row. kind: text, number, date, moment (ISO 8601)."""

    head: str
    value: Callable[[Any], Any]
    kind: str = "text"


class _Echo:
    def write(self, line: str) -> str:
        return line


def text(value: object) -> str:
    """A text that no spreadsheet runs: a leading apostrophe where it would, hidden first characters looked through."""
    plain = "" if value is None else str(value).replace("\x00", "")
    seen = _HIDDEN.sub("", plain)
    unseen = plain[: len(plain) - len(seen)]
    return (
        "'" + plain
        if plain.startswith(RUNS) or seen.startswith(RUNS) or any(sign in unseen for sign in RUNS)
        else plain
    )


def cell(kind: str, value: object) -> object:
    """One value as its column's kind. A value that isn't of the kind is written as text, never trusted."""
    if value is None:
        return ""
    if kind == "number" and isinstance(value, Real) and not isinstance(value, bool):
        return value if isfinite(value) else ""
    if kind == "moment" and isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if kind == "date" and isinstance(value, date):
        return value.isoformat()[:10]
    return text(value)


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """Lines of the file, all text quoted, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield "\ufeff" + str(writer.writerow([text(column.head) for column in columns]))
    for row in rows:
        yield str(writer.writerow([cell(column.kind, column.value(row)) for column in columns]))


def export_csv(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """A download named `name`.csv. `rows` is read once, while it is sent."""
    safe = re.sub(r"[^\w-]+", "-", name, flags=re.ASCII).strip("-") or "table"
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}.csv"'
    return response
