"""A zip to checked rows: manifest, headers, cells, and whether every name that is named exists. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from .archive import MANIFEST, Archive
from .cells import Cells, Row
from .defects import Defects, Refused, refuse
from .spec import ALL, FILES, VERSIONS, File, file_of
from .table import Table

MODES = frozenset({"bulk", "delta", "absent"})


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
        cells = Cells(name, spec, places, roster.modes[spec.name], defects)
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
