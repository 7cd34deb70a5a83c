"""CSV files of an office that name one student a row: columns by any of their titles, each cell with its own sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .automatic import mail_key, roster_key
from .identities import Window, chunks, ids_of, who_on, windows_of
from .models import Person
from .oneroster.defects import Defects
from .oneroster.table import Table
from .oneroster.text import TextFile

MAX_FILE = 200 * 1024 * 1024
#: What offices call the column of the student.
STUDENT = ("student", "sourcedid", "usersourcedid", "studentsourcedid", "student_id", "identifier")


@dataclass
class Named:
    """A file whose lines are reported under the name that the person gave it."""

    file: TextFile

    def lines(self, name: str) -> Iterator[str]:
        return self.file.lines(name)


@dataclass
class Cells:
    """One row's cells, each read with its own sentence where it can't be."""

    file: str
    number: int
    cells: dict[str, str]
    defects: Defects

    def student(self, students: Mapping[str, Sequence[Window]], day: date | None) -> int | None:
        """Who is meant, on that day; without a day only a name that was ever one student's alone is known."""
        text = self.cells["student"]
        if not text:
            return self.bad(
                "cell-empty", "student", _("this cell is empty"), _("Name the student by sourcedId.")
            )
        found = who_on(students.get(text, ()), day)
        if found is None:
            problem = (
                _("no student is known by this name on that day")
                if day
                else _("no student is known by this name")
            )
            mend = _("Write the sourcedId of the roster, or join the identifier with a person first.")
            return self.bad("unknown-student", "student", problem, mend, text)
        return found

    def text(self, column: str, limit: int) -> str:
        text = self.cells.get(column, "")
        if len(text) > limit:
            problem = _("this text has more than %(limit)d letters") % {"limit": limit}
            self.bad("too-long", column, problem, _("Shorten it."))
        return text[:limit]

    def bad(self, kind: str, column: str, problem: str, mend: str, value: str = "") -> Any:
        self.defects.add(kind, self.file, self.number, column, problem, mend, value)
        return None


def places_of(
    table: Table, titles: Mapping[str, Sequence[str]], needed: Iterable[str], mend: str, defects: Defects
) -> dict[str, int] | None:
    """Column -> its place in a row; None, with a sentence for each, where a needed one is missing."""
    header = [title.lower().replace(" ", "") for title in table.header]
    places = {
        column: header.index(t) for column, names in titles.items() for t in reversed(names) if t in header
    }
    for column in needed:
        if column not in places:
            defects.add("column-missing", table.file, 1, column, _("this column is missing"), mend)
    return None if defects else places


def students_named(names: Iterable[str]) -> dict[str, Any]:
    """For each way of naming somebody, the windows in which it is one student."""
    wanted = {n: n if "|" in n else mail_key(n) if "@" in n else roster_key(n) for n in names if n}
    ids = ids_of(wanted.values())
    windows = windows_of(ids.values(), follow=False)
    students = _student_ids({w.person for found in windows.values() for w in found})
    known = {
        n: [w for w in windows.get(ids[key], []) if w.person in students]
        for n, key in wanted.items()
        if key in ids
    }
    return known | _by_sourced_id(n for n in wanted if not known.get(n))


def _by_sourced_id(names: Iterable[str]) -> dict[str, Any]:
    """People of the roster whose identifiers were not made yet."""
    found: dict[str, Any] = {}
    for part in chunks(names):
        rows = Person.objects.filter(sourced_id__in=part, kind="student").values_list("sourced_id", "pk")
        found.update({str(code): [Window(pk, None, None)] for code, pk in rows})
    return found


def _student_ids(people: set[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(people):
        found |= set(Person.objects.filter(pk__in=part, kind="student").values_list("pk", flat=True))
    return found
