"""One CSV of a roster as rows with their line numbers: commas, semicolons or tabs, quoted as RFC 4180 says."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Protocol

from django.utils.translation import gettext as _

from .defects import Defects, refuse

DELIMITERS = ",;\t"


class Lines(Protocol):
    """Where decoded lines come from: an entry of a zip, or a file of its own."""

    def lines(self, name: str) -> Iterator[str]: ...


class Table:
    """Header and rows of one file. `rows()` gives (line, cells) and reports rows that don't fit the header."""

    def __init__(self, source: Lines, name: str, defects: Defects) -> None:
        self.file, self._defects = name, defects
        lines = source.lines(name)
        first = next((line for line in lines if line.strip()), "")
        if not first:
            raise refuse(
                "file-empty",
                name,
                _("this file is empty"),
                _("Leave at least the line with the column names in it."),
            )
        self.delimiter = max(DELIMITERS, key=first.count)
        self._reader = csv.reader(chain([first], lines), delimiter=self.delimiter, strict=True)
        self.header = [cell.strip() for cell in self._next() or []]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line number of the row's beginning and its cells, as many as the header has."""
        width = len(self.header)
        while True:
            line = self._reader.line_num + 1
            cells = self._next()
            if cells is None:
                return
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != width:
                self._defects.add(
                    "row-width",
                    self.file,
                    line,
                    "",
                    _("this row has %(count)d cells, the header %(width)d")
                    % {"count": len(cells), "width": width},
                    _("Put text that holds a comma into double quotes, or add what is missing."),
                )
                continue
            yield line, cells

    def _next(self) -> list[str] | None:
        line = self._reader.line_num + 1
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise refuse(
                "quotes",
                self.file,
                _("a double quote opens in this row and isn't closed as it should be"),
                _('Close it, or write a quote inside text twice: "".'),
                line,
            ) from error
