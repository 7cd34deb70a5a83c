"""The rows of an attendance CSV, each checked, with the student it names on that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .. import clock
from ..automatic import mail_key, roster_key
from ..identities import Window, chunks, ids_of, who_on, windows_of
from ..models import Person
from ..oneroster.defects import Defects
from ..oneroster.table import Table
from ..oneroster.text import TextFile

MAX_FILE = 200 * 1024 * 1024
STATUSES = ("present", "absent", "excused")
#: What offices call these columns.
TITLES = {
    "student": ("student", "sourcedid", "usersourcedid", "studentsourcedid", "student_id", "identifier"),
    "date": ("date", "day"),
    "period": ("period", "lesson"),
    "status": ("status", "attendance"),
    "source": ("source",),
}
NEEDED = ("student", "date", "status")


class Mark(NamedTuple):
    """One line of the file: who, when, was she or he there."""

    student: int
    day: date
    period: str
    status: str
    source: str


def marks_of(path: Path, name: str, defects: Defects) -> Iterator[Mark]:
    table = Table(_Named(TextFile(path, MAX_FILE)), name, defects)
    places = _places(table, defects)
    if places is None:
        return
    rows = [(line, {c: cells[at].strip() for c, at in places.items()}) for line, cells in table.rows()]
    students = _students(r["student"] for _line, r in rows)
    seen: dict[tuple[int, date, str], int] = {}
    for line, cells in rows:
        reader = _Line(name, line, cells, defects)
        day, status = reader.day(), reader.status()
        student = reader.student(students, day) if day else None
        period, source = reader.text("period", 20), reader.text("source", 80)
        if student is None or day is None or status is None:
            continue
        first = seen.setdefault((student, day, period), line)
        if first != line:
            defects.add(
                "twice",
                name,
                line,
                "student",
                _("this student's day is in line %(first)d already") % {"first": first},
                _("Keep one of the two."),
            )
            continue
        yield Mark(student, day, period, status, source)


@dataclass
class _Line:
    """One row's cells, each read with its own sentence where it can't be."""

    file: str
    number: int
    cells: dict[str, str]
    defects: Defects

    def day(self) -> date | None:
        text = self.cells["date"]
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return self._bad(
                "date",
                "date",
                _("this isn't a day of the calendar"),
                _("Write year-month-day, like 2026-08-31."),
                text,
            )
        if not date(2000, 1, 1) <= day <= clock.today():
            return self._bad(
                "date", "date", _("this day is in the future or long past"), _("Mend the year."), text
            )
        return day

    def status(self) -> str | None:
        text = self.cells["status"].lower()
        if text not in STATUSES:
            return self._bad(
                "choice",
                "status",
                _("this word isn't one of those allowed here"),
                _("Write present, absent or excused."),
                text,
            )
        return text

    def student(self, students: dict[str, Any], day: date) -> int | None:
        text = self.cells["student"]
        if not text:
            return self._bad(
                "cell-empty", "student", _("this cell is empty"), _("Name the student by sourcedId.")
            )
        found = who_on(students.get(text, ()), day)
        if found is None:
            return self._bad(
                "unknown-student",
                "student",
                _("no student is known by this name on that day"),
                _("Write the sourcedId of the roster, or join the identifier with a person first."),
                text,
            )
        return found

    def text(self, column: str, limit: int) -> str:
        text = self.cells.get(column, "")
        if len(text) > limit:
            self._bad(
                "too-long",
                column,
                _("this text has more than %(limit)d letters") % {"limit": limit},
                _("Shorten it."),
            )
        return text[:limit]

    def _bad(self, kind: str, column: str, problem: str, mend: str, value: str = "") -> Any:
        self.defects.add(kind, self.file, self.number, column, problem, mend, value)
        return None


@dataclass
class _Named:
    """A file whose lines are reported under the name that the person gave it."""

    file: TextFile

    def lines(self, name: str) -> Iterator[str]:
        return self.file.lines(name)


def _places(table: Table, defects: Defects) -> dict[str, int] | None:
    header = [title.lower().replace(" ", "") for title in table.header]
    places = {
        column: header.index(t) for column, titles in TITLES.items() for t in reversed(titles) if t in header
    }
    for column in NEEDED:
        if column not in places:
            defects.add(
                "column-missing",
                table.file,
                1,
                column,
                _("this column is missing"),
                _(
                    "The first line names the columns: student, date, status, and if you like period and source."
                ),
            )
    return None if defects else places


def _students(names: Iterable[str]) -> dict[str, Any]:
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
