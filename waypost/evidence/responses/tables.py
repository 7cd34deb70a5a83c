"""Tables with a header line: the delimiter found by looking, rows streamed, odd rows named by their line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Literal

from django.utils.translation import gettext as _

from .rows import BadRow, FileRefused

DELIMITERS = ",;\t|"
csv.field_size_limit(256 * 1024)


class Table:
    """`header` (names, stripped) and rows as (line, cells); a row with too few or many cells is a BadRow."""

    def __init__(self, lines: Iterable[str], *, delimiter: str = "", quoted: bool = True) -> None:
        self._lines = iter(lines)
        first = next((line for line in self._lines if line.strip()), None)
        if first is None:
            raise FileRefused(_("The file holds no rows."))
        self.delimiter = delimiter or max(DELIMITERS, key=first.count)
        self._quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        self.header = [name.strip() for name in self._cells([first])]

    def _cells(self, lines: Iterable[str]) -> list[str]:
        try:
            return next(csv.reader(lines, delimiter=self.delimiter, quoting=self._quoting, strict=False), [])
        except csv.Error as no:
            raise FileRefused(_("The header line cannot be read: %(why)s.") % {"why": no}) from None

    def __iter__(self) -> Iterator[tuple[int, list[str]] | BadRow]:
        reader = csv.reader(
            (line + "\n" for line in self._lines),
            delimiter=self.delimiter,
            quoting=self._quoting,
            strict=False,
        )
        width, line = len(self.header), 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield BadRow(
                    line + 1, "", _("This row cannot be taken apart: a quotation mark is probably missing.")
                )
                line = reader.line_num + 1
                continue
            begun, line = line + 1, reader.line_num + 1
            if not cells or not any(cells):
                continue
            if len(cells) != width:
                while len(cells) > width and not cells[-1]:
                    cells.pop()
                if len(cells) > width or len(cells) < width // 2:
                    words = _("This row has %(found)d cells, the header has %(wanted)d.")
                    yield BadRow(
                        begun,
                        "",
                        words % {"found": len(cells), "wanted": width},
                        self.delimiter.join(cells)[:300],
                    )
                    continue
                cells += [""] * (width - len(cells))
            yield begun, cells

    def place(self, *names: str) -> int | None:
        """The first column that bears one of these names (capitals, spaces and underscores aside)."""
        found = {_plain(n): i for i, n in reversed(list(enumerate(self.header)))}
        return next((found[_plain(n)] for n in names if _plain(n) in found), None)


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "").replace("_", "").replace("-", "").strip("\ufeff")
