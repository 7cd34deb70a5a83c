"""Opens a roster zip without trusting it (TRUST 20): nothing is unpacked to disk, everything read is counted.

Caps on the file, on the number of entries, on what comes out of them and on the ratio; no folders, no nested paths, no
encryption. Names that OneRoster doesn't know are left aside with a note.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .defects import Refused, refuse
from .spec import FILES, IGNORED
from .text import decoded

MB = 1024 * 1024
MAX_FILE = 100 * MB
MAX_ENTRIES = 64
MAX_OUT = 512 * MB  # of all entries together
MAX_RATIO = 200
RATIO_FROM = 4 * MB  # below this a high ratio is only a dull file
MANIFEST = "manifest.csv"
_NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Archive:
    """A checked zip; `lines(name)` streams the decoded lines of one entry. Raises Refused with a sentence."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        if path.stat().st_size > MAX_FILE:
            raise refuse(
                "zip-too-large",
                self.file,
                _("the file is larger than %(cap)d MB") % {"cap": MAX_FILE // MB},
                _("Send the roster of fewer schools at a time."),
            )
        if path.stat().st_size == 0:
            raise refuse(
                "zip-empty",
                self.file,
                _("the file is empty"),
                _("Export the roster again and send the new file."),
            )
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, ValueError) as error:
            raise refuse(
                "not-a-zip",
                self.file,
                _("this isn't a zip file that can be opened"),
                _("Export the roster as OneRoster CSV: one zip with manifest.csv and the other files."),
            ) from error
        self._out = 0
        self.notes: list[str] = []
        self._entries = self._checked()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def lines(self, name: str) -> Iterator[str]:
        """Decoded lines with their line ends. Raises Refused where the file isn't UTF-8 text."""
        try:
            with self._zip.open(self._entries[name]) as raw:
                yield from decoded(name, raw, self._count)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise refuse(
                "zip-damaged",
                name,
                _("this file in the zip is damaged"),
                _("Export the roster again; the transfer may have been cut short."),
            ) from error

    def _count(self, name: str, size: int) -> None:
        """What really comes out, whatever the zip's own table says."""
        self._out += size
        packed = max(1, sum(e.compress_size for e in self._entries.values()))
        if self._out > MAX_OUT or (self._out > RATIO_FROM and self._out / packed > MAX_RATIO):
            raise _bomb(name)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise refuse(
                "too-many-entries",
                self.file,
                _("there are %(count)d files in this zip") % {"count": len(entries)},
                _("A roster has at most a dozen. Zip only those."),
            )
        found: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if entry.filename.startswith(_NOISE):
                continue
            self._check(entry)
            if entry.filename in found:
                raise refuse(
                    "entry-twice",
                    entry.filename,
                    _("this file is in the zip twice"),
                    _("Keep one of them and zip again."),
                )
            if entry.filename != MANIFEST and entry.filename.removesuffix(".csv") not in FILES:
                self._note(entry.filename)
                continue
            found[entry.filename] = entry
        return found

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if "/" in name or "\\" in name or name.startswith(".") or ":" in name:
            raise refuse(
                "path-in-zip",
                name[:80],
                _("the zip holds a folder or a path"),
                _("Zip the CSV files themselves, not the folder they are in."),
            )
        if entry.flag_bits & 0x1:
            raise refuse(
                "zip-encrypted",
                name,
                _("the zip has a password"),
                _("Zip the files again without a password."),
            )
        if entry.file_size > MAX_OUT or (
            entry.file_size > RATIO_FROM and entry.file_size / max(1, entry.compress_size) > MAX_RATIO
        ):
            raise _bomb(name)

    def _note(self, name: str) -> None:
        if name.removesuffix(".csv") in IGNORED:
            self.notes.append(
                _("%(file)s is part of OneRoster, but Waypost has no use for it: left aside.")
                % {"file": name}
            )
        else:
            self.notes.append(_("%(file)s isn't part of a roster: left aside.") % {"file": name[:80]})


def _bomb(name: str) -> Refused:
    return refuse(
        "zip-bomb",
        name,
        _("far more comes out of this zip than a roster can hold"),
        _("Export the roster again; if it really is this large, send one school at a time."),
    )
