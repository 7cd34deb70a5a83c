"""One line's cells as values: texts, days, flags, lists of sourcedIds; each that can't be is named with its mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .defects import Defects
from .spec import Column, File

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


class Cells:
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
