"""The formats by name. A new one is a module with an iterable of responses, and a line here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from .assistments import Assistments
from .columns import Columns
from .datashop import DataShop
from .rows import BadRow, FileRefused, Lacks, Response
from .text import Lines
from .triples import Triples

FORMATS = ("csv", "assistments", "datashop", "triples")


class Reader(Protocol):
    """Responses and bad rows of one file, in order."""

    lacks: Lacks

    def __iter__(self) -> Iterator[Response | BadRow]: ...


def reader_of(form: str, lines: Lines, mapping: dict[str, Any], name: str) -> Reader:
    """The reader of a format. Raises FileRefused for a format or a file that isn't one."""
    if form == "csv":
        return Columns(lines, mapping)
    if form == "assistments":
        return Assistments(lines)
    if form == "datashop":
        return DataShop(lines, str(mapping.get("kc_model") or ""))
    if form == "triples":
        return Triples(lines, stem(name))
    raise FileRefused(
        _("“%(name)s” is no format; there are: %(known)s.") % {"name": form, "known": ", ".join(FORMATS)}
    )


def stem(name: str) -> str:
    """A file's name without its endings: "train.csv.gz" -> "train"."""
    return Path(name).name.partition(".")[0] or "file"


def digest(path: Path) -> str:
    """SHA-256 of the file as it is."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
