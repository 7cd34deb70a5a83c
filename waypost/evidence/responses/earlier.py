"""The same answers under other names: rows of this file that came in before, read with other columns.

What makes a row itself is what its columns say (rows.Response.identity), so that reading a file anew with one column
more would make every answer a second time. The file is therefore read beside itself as it was read before, and a row
that stands already under its earlier id is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from ..models import ResponseImport, Source, Statement
from .build import Builder
from .formats import reader_of
from .rows import BadRow, FileRefused, Response
from .text import Lines

Way = tuple[str, dict[str, Any]]  # format, mapping


def other_ways(source: Source, now: Way) -> list[Way]:
    """How files of this source were read before that still stand, but for the way of today."""
    rows = ResponseImport.objects.filter(source=source, rows_in__gt=0, state__in=["done", "running"])
    found: list[Way] = []
    for way in rows.order_by("-pk").values_list("format", "mapping").distinct():
        if way != now and way not in found:
            found.append(way)
    return found


class Earlier:
    """One file as all earlier ways of its source read it."""

    def __init__(self, path: Path, source: Source, name: str, now: Way) -> None:
        ways = (_Reading.of(path, source, name, way) for way in other_ways(source, now))
        self._readings = [r for r in ways if r is not None]

    def standing(self, rows: Iterable[Response]) -> set[int]:
        """The lines of those rows that are here already. Rows come in the order of the file."""
        lines = [r.line for r in rows]
        found: set[int] = set()
        for reading in self._readings if lines else ():
            ids = reading.ids(set(lines), lines[-1])
            known = Statement.objects.filter(id__in=list(ids), voided_by=None).values_list("id", flat=True)
            found |= {ids[number] for number in known}
        return found


class _Reading:
    """One file read in one earlier way, row by row."""

    def __init__(self, rows: Iterator[Response | BadRow], builder: Builder) -> None:
        self._rows, self._builder = rows, builder
        self._next: Response | BadRow | None = None

    @classmethod
    def of(cls, path: Path, source: Source, name: str, way: Way) -> _Reading | None:
        form, mapping = way
        try:
            reader = reader_of(form, Lines(path), mapping, name)
        except FileRefused:  # its columns aren't in this file: it cannot have been read so
            return None
        student_is = str(mapping.get("student_is") or "account")
        return cls(iter(reader), Builder(source, reader.lacks, student_is=student_is))

    def ids(self, lines: set[int], last: int) -> dict[UUID, int]:
        """Statement id -> line, for these lines; reads on as far as the last of them."""
        found: dict[UUID, int] = {}
        while (row := self._peek()) is not None and row.line <= last:
            self._next = None
            if isinstance(row, Response) and row.line in lines:
                found[self._builder.number(row)] = row.line
        return found

    def _peek(self) -> Response | BadRow | None:
        if self._next is None:
            try:
                self._next = next(self._rows, None)
            except FileRefused:  # another kind of file after all
                self._rows = iter(())
        return self._next
