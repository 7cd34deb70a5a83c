"""A zip to checked rows: manifest, headers, cells, and whether every name that is named exists. Nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .archive import MANIFEST, Archive
from .defects import Defects, Refused, refuse
from .spec import ALL, FILES, VERSIONS, Column, File, file_of
from .table import Table

MODES = frozenset({"bulk", "delta", "absent"})
_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ID_LIMIT = 255


@dataclass(slots=True)
class Row:
    """One line of a file. `leaving`: the file itself says tobedeleted."""

    line: int
    id: str
    values: dict[str, Any]
    leaving: bool = False


@dataclass
class Roster:
    """What a zip holds: rows by file, the mode of each file, the columns it really has."""

    version: str
    modes: dict[str, str]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def of(self, name: str) -> list[Row]:
        return self.rows.get(name, [])

    def staying(self, name: str) -> list[Row]:
        return [row for row in self.of(name) if not row.leaving]


def read(path: Path, defects: Defects) -> Roster | None:
    """Rows of a zip, checked cell by cell; None where it can't be read at all. All that is wrong is in `defects`."""
    try:
        with Archive(path) as archive:
            roster = _manifest(archive, defects)
            for spec in ALL:
                if roster.modes.get(spec.name, "absent") != "absent":
                    _read_file(archive, file_of(spec.name, roster.version), roster, defects)
            roster.notes += archive.notes
            return roster
    except Refused as error:
        defects.found.insert(0, error.defect)
        return None


def _manifest(archive: Archive, defects: Defects) -> Roster:
    if MANIFEST not in archive.names:
        raise refuse(
            "no-manifest",
            MANIFEST,
            _("this file is missing from the zip"),
            _("Export the roster as OneRoster 1.1 or 1.2 CSV; its zip says in manifest.csv what it holds."),
        )
    table = Table(archive, MANIFEST, defects)
    said = {cells[0].strip(): (line, cells[1].strip()) for line, cells in table.rows() if len(cells) > 1}
    line, version = said.get("oneroster.version", (None, ""))
    if version not in VERSIONS:
        raise refuse(
            "version",
            MANIFEST,
            _("oneroster.version is “%(version)s”") % {"version": version[:20]},
            _("Waypost reads 1.1 and 1.2: write one of them there, or export in that version."),
            line,
        )
    roster = Roster(version[:3], {})
    for name in FILES:
        line, mode = said.get(f"file.{name}", (None, "absent"))
        roster.modes[name] = mode if mode in MODES else "absent"
        present = f"{name}.csv" in archive.names
        if mode not in MODES:
            defects.add(
                "mode",
                MANIFEST,
                line,
                f"file.{name}",
                _("this mode isn't known"),
                _("Write bulk, delta or absent."),
                mode,
            )
        elif mode != "absent" and not present:
            defects.add(
                "file-missing",
                f"{name}.csv",
                None,
                "",
                _("the manifest says %(mode)s, but the file isn't in the zip") % {"mode": mode},
                _("Add the file, or write absent in manifest.csv."),
            )
            roster.modes[name] = "absent"
        elif mode == "absent" and present:
            roster.notes.append(
                _("%(file)s.csv is in the zip, but the manifest says absent: left aside.") % {"file": name}
            )
    if all(mode == "absent" for mode in roster.modes.values()) and not defects:
        raise refuse(
            "nothing",
            MANIFEST,
            _("every file is absent"),
            _("A roster needs at least one file in mode bulk or delta."),
        )
    return roster


def _read_file(archive: Archive, spec: File, roster: Roster, defects: Defects) -> None:
    name = f"{spec.name}.csv"
    try:
        table = Table(archive, name, defects)
        places = _places(table, spec, defects)
        if places is None:
            return
        if table.delimiter != ",":
            roster.notes.append(
                _("%(file)s is parted by semicolons or tabs instead of commas: read all the same.")
                % {"file": name}
            )
        cells = _Cells(name, spec, places, roster.modes[spec.name], defects)
        roster.rows[spec.name] = [row for line, values in table.rows() if (row := cells.row(line, values))]
        roster.columns[spec.name] = frozenset(places)
    except Refused as error:
        defects.found.append(error.defect)


def _places(table: Table, spec: File, defects: Defects) -> dict[str, int] | None:
    """Where each known column stands; None when one that must be there isn't."""
    known = {c.name.lower(): c.name for c in spec.columns}
    places: dict[str, int] = {}
    sound = True
    for at, title in enumerate(table.header):
        column = known.get(title.lower())
        if column in places:
            defects.add(
                "column-twice",
                table.file,
                1,
                title,
                _("this column is there twice"),
                _("Keep one of the two."),
            )
            sound = False
        if column is not None:
            places.setdefault(column, at)
    for wanted in spec.columns:
        if wanted.needed and wanted.name not in places:
            defects.add(
                "column-missing",
                table.file,
                1,
                wanted.name,
                _("this column is missing"),
                _("Add it to the first line, and a value to every row."),
            )
            sound = False
    return places if sound else None


class _Cells:
    """Turns cells into values, and names each that can't be."""

    def __init__(self, file: str, spec: File, places: Mapping[str, int], mode: str, defects: Defects) -> None:
        self.file, self.spec, self.places, self.mode, self.defects = file, spec, places, mode, defects
        self.seen: dict[str, int] = {}
        self._by_kind: dict[str, Callable[[int, Column, str], Any]] = {
            "text": self._text,
            "id": self._id,
            "ids": self._ids,
            "date": self._date,
            "flag": self._flag,
            "choice": self._choice,
            "words": self._words,
            "mail": self._mail,
        }

    def row(self, line: int, cells: list[str]) -> Row | None:
        values = {
            c.name: self._cell(line, c, cells[self.places[c.name]].strip()) for c in self._columns(cells)
        }
        code = values.pop("sourcedId") or ""
        if not code:
            return None
        if code in self.seen:
            self._bad(
                "twice",
                line,
                "sourcedId",
                _("this sourcedId was in line %(first)d already") % {"first": self.seen[code]},
                _("Give each row its own, or take one of the two away."),
                code,
            )
            return None
        self.seen[code] = line
        status = values.pop("status", "") or ""
        if self.mode == "delta" and not status:
            self._bad(
                "status-missing",
                line,
                "status",
                _("a delta file needs a status in every row"),
                _("Write active or tobedeleted."),
            )
        return Row(line, code, values, leaving=status in {"tobedeleted", "inactive"})

    def _columns(self, cells: list[str]) -> Iterable[Column]:
        """A row that leaves needs no more than its sourcedId."""
        at = self.places.get("status")
        leaving = at is not None and cells[at].strip().lower() in {"tobedeleted", "inactive"}
        names = {"sourcedId", "status"} if leaving else self.places.keys()
        return [c for c in self.spec.columns if c.name in names and c.name in self.places]

    def _cell(self, line: int, column: Column, text: str) -> Any:
        if not text:
            if column.needed:
                self._bad(
                    "cell-empty", line, column.name, _("this cell is empty"), _("Fill it in for every row.")
                )
            return [] if column.kind == "ids" else None if column.kind in {"date", "flag"} else ""
        if _CONTROL.search(text):
            self._bad(
                "control",
                line,
                column.name,
                _("there are invisible control characters in this cell"),
                _("Type the text anew."),
            )
            return ""
        return self._by_kind[column.kind](line, column, text)

    def _text(self, line: int, column: Column, text: str) -> str:
        if len(text) > column.limit:
            self._bad(
                "too-long",
                line,
                column.name,
                _("this text has %(count)d letters, more than %(limit)d")
                % {"count": len(text), "limit": column.limit},
                _("Shorten it."),
            )
        return text

    def _id(self, line: int, column: Column, text: str) -> str:
        if len(text) > _ID_LIMIT or "|" in text:
            self._bad(
                "id-unfit",
                line,
                column.name,
                _("a sourcedId has at most 255 letters and no upright bar"),
                _("Choose a shorter one, the same in every file."),
                text,
            )
            return ""
        return text

    def _ids(self, line: int, column: Column, text: str) -> list[str]:
        parts = [self._id(line, column, part.strip()) for part in text.split(",") if part.strip()]
        return [p for p in dict.fromkeys(parts) if p]

    def _date(self, line: int, column: Column, text: str) -> date | None:
        day = text[:10]
        try:
            if not _ISO.fullmatch(day) or (len(text) > 10 and text[10] not in "T "):
                raise ValueError
            return date.fromisoformat(day)
        except ValueError:
            shown = "" if column.name == "birthDate" else text
            self._bad(
                "date",
                line,
                column.name,
                _("this isn't a day of the calendar"),
                _("Write year-month-day, like 2026-08-31."),
                shown,
            )
            return None

    def _flag(self, line: int, column: Column, text: str) -> bool | None:
        if text.lower() in _TRUE:
            return True
        if text.lower() not in _FALSE:
            self._bad(
                "flag",
                line,
                column.name,
                _("this is neither true nor false"),
                _("Write true or false."),
                text,
            )
        return False

    def _choice(self, line: int, column: Column, text: str) -> str:
        for choice in column.choices:
            if choice.lower() == text.lower():
                return choice
        if text.startswith("ext:") and column.name in {"role", "type", "classType"}:
            return text[: 16 if column.name == "classType" else 20 if column.name == "type" else 32]
        self._bad(
            "choice",
            line,
            column.name,
            _("this word isn't one of those allowed here"),
            _("Allowed are: %(words)s.") % {"words": ", ".join(sorted(column.choices))},
            text,
        )
        return ""

    def _words(self, line: int, column: Column, text: str) -> str:
        return self._text(
            line, column, text.split(",")[0].strip() if column.name in {"grades", "subjects"} else text
        )

    def _mail(self, line: int, column: Column, text: str) -> str:
        try:
            validate_email(text)
        except ValidationError:
            self._bad(
                "mail",
                line,
                column.name,
                _("this isn't a mail address"),
                _("Mend it, or leave the cell empty."),
            )
            return ""
        return self._text(line, column, text)

    def _bad(self, kind: str, line: int, column: str, problem: str, mend: str, value: str = "") -> None:
        self.defects.add(kind, self.file, line, column, problem, mend, value)
