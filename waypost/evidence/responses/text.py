"""Lines of a file as text, streamed: plain or gzip, UTF-8 or Windows-1252, any line ends; refused where it is none."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from django.utils.translation import gettext as _

from .rows import FileRefused

LONGEST = 1024 * 1024  # bytes of one line
FREE = 64 * 1024 * 1024  # bytes that any archive may unpack to
HEAD = 8 * 1024  # bytes in which the first line ends, or it is no table
RATIO = 200  # beyond that, bytes unpacked for each byte of the file


class _Stream(Protocol):
    def readline(self, size: int, /) -> bytes: ...


class _OldLines:
    """Lines that end in a carriage return alone, as some spreadsheets still save them on a Mac."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(stream, "latin-1", newline="\r")  # latin-1: each byte is kept

    def readline(self, size: int, /) -> bytes:
        return self._text.readline(size).encode("latin-1")


def _ending_in_newline(stream: IO[bytes]) -> _Stream:
    start = stream.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]
    return _OldLines(stream) if b"\r" in start and b"\n" not in start else stream


class Lines:
    """Iterate over a file's lines (without their ends). `read` is how far it has come in the file, in bytes.

    `converted` says that some lines were not UTF-8 and were read as Windows-1252.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.size = path, path.stat().st_size
        self.read, self.converted = 0, False
        if self.size == 0:
            raise FileRefused(_("The file is empty."))

    def __iter__(self) -> Iterator[str]:
        with self.path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            _refuse_kind(start)
            packed = start[:2] == b"\x1f\x8b"
            stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            try:
                yield from self._lines(_ending_in_newline(stream), raw, packed)
            except (EOFError, zlib.error, gzip.BadGzipFile) as no:
                raise FileRefused(_("The gzip file is damaged or was cut off: send it again.")) from no

    def _lines(self, stream: _Stream, raw: IO[bytes], packed: bool) -> Iterator[str]:
        unpacked, number = 0, 0
        while line := stream.readline(LONGEST + 1):
            number += 1
            unpacked += len(line)
            if len(line) > LONGEST:
                raise FileRefused(
                    _("Line %(line)d is longer than a megabyte. This is probably not a file of responses.")
                    % {"line": number}
                )
            if packed and unpacked > FREE and unpacked > RATIO * raw.tell():
                raise FileRefused(
                    _("The file unpacks to far more than its size. It is not read, for safety's sake.")
                )
            if b"\x00" in line:
                raise FileRefused(
                    _(
                        "Line %(line)d holds bytes that no text has. Save the file as CSV in UTF-8 and send it again."
                    )
                    % {"line": number}
                )
            if number % 512 == 1:
                self.read = raw.tell()
            if number == 1 and line.startswith(b"\xef\xbb\xbf"):
                line = line[3:]
            yield self._text(line)
        self.read = self.size

    def _text(self, line: bytes) -> str:
        line = line.rstrip(b"\r\n")
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.converted = True
            return line.decode("cp1252", "replace")


def _refuse_kind(start: bytes) -> None:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(_("The file is in UTF-16. Save it as CSV in UTF-8 and send it again."))
    if start[:2] == b"PK":
        raise FileRefused(
            _("This is a zip archive (or a spreadsheet). Unpack it, or save it as CSV, and send that file.")
        )
    if start == b"%PDF" or start == b"\xd0\xcf\x11\xe0":
        raise FileRefused(_("This is a document, not a table. Save the table as CSV and send that file."))
