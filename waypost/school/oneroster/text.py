"""Bytes to lines of text: UTF-8 with or without its mark, any line ends; everything else refused with the line it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .defects import Refused, refuse

MAX_LINE = 1024 * 1024


class TextFile:
    """A single CSV, read like an entry of a zip."""

    def __init__(self, path: Path, cap: int) -> None:
        self._path = path
        if path.stat().st_size > cap:
            raise refuse(
                "too-large",
                path.name,
                _("the file is larger than %(cap)d MB") % {"cap": cap // 1024 // 1024},
                _("Part it into several files."),
            )

    def lines(self, name: str) -> Iterator[str]:
        with self._path.open("rb") as raw:
            yield from decoded(name, raw)


def decoded(name: str, raw: IO[bytes], count: Callable[[str, int], None] | None = None) -> Iterator[str]:
    """Lines with their line ends. `count` is told the bytes of each, and may refuse."""
    number = 0
    while line := raw.readline(MAX_LINE + 1):
        number += 1
        if count is not None:
            count(name, len(line))
        if number == 1:
            line = _without_mark(name, line)
        if len(line) > MAX_LINE:
            raise refuse(
                "line-too-long",
                name,
                _("this line is longer than a line of a roster can be"),
                _("Save the file again as CSV with line ends of Windows or Linux."),
                number,
            )
        text = _text(name, line, number)
        if "\r" in text.rstrip("\r\n"):  # old Mac line ends: the whole file came as one line
            yield from text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
        else:
            yield text


def _text(name: str, line: bytes, number: int) -> str:
    mend = _("Save the file again as “CSV UTF-8”.")
    if b"\x00" in line:
        raise refuse("not-text", name, _("there are zero bytes in this line"), mend, number)
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = _("this line isn't UTF-8: letters with accents would be read wrongly")
        raise refuse("not-utf8", name, problem, mend, number) from error


def _without_mark(name: str, line: bytes) -> bytes:
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _utf16(name)
    return line.removeprefix(b"\xef\xbb\xbf")


def _utf16(name: str) -> Refused:
    return refuse(
        "not-utf8",
        name,
        _("this file is UTF-16 (“Unicode text”)"),
        _("Save the file again as “CSV UTF-8”."),
        1,
    )
