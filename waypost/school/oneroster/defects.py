"""What is wrong with a file: where, what, and how to mend it, in words. One defect refuses the whole file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

#: So many are told in full; a file with more is broken in one way throughout.
TOLD = 200


@dataclass(frozen=True, slots=True)
class Defect:
    """`kind` names the sort of defect for tests and documentation; `value` is shown once and never stored."""

    kind: str
    file: str
    line: int | None
    field: str
    problem: str
    mend: str
    value: str = ""

    def sentence(self) -> str:
        """Everything in one line, as the command line prints it."""
        place = [self.file]
        if self.line:
            place.append(_("line %(line)d") % {"line": self.line})
        if self.field:
            place.append(self.field)
        shown = f" (“{self.value}”)" if self.value else ""
        return f"{', '.join(place)}: {self.problem}{shown}. {self.mend}"

    def stored(self) -> dict[str, Any]:
        """For the import's report: no cell of the file, so that nothing of a person stays behind in it."""
        return {
            "kind": self.kind,
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "problem": self.problem,
            "mend": self.mend,
        }


@dataclass
class Defects:
    """Collects defects of one file, up to a number that a person would read."""

    found: list[Defect] = field(default_factory=list)
    more: int = 0

    def add(
        self, kind: str, file: str, line: int | None, column: str, problem: str, mend: str, value: str = ""
    ) -> None:
        if len(self.found) >= TOLD:
            self.more += 1
            return
        self.found.append(Defect(kind, file, line, column, problem, mend, value[:80]))

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Iterator[Defect]:
        return iter(self.found)


class Refused(Exception):
    """A file that can't be read at all; carries the one defect that says why."""

    def __init__(self, defect: Defect) -> None:
        super().__init__(defect.sentence())
        self.defect = defect


def refuse(kind: str, file: str, problem: str, mend: str, line: int | None = None) -> Refused:
    return Refused(Defect(kind, file, line, "", problem, mend))
