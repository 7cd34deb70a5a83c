"""The rows of an attendance CSV, each checked, with the student it names on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from .. import clock
from ..oneroster.defects import Defects
from ..oneroster.table import Table
from ..oneroster.text import TextFile
from ..student_files import MAX_FILE, STUDENT, Cells, Named, places_of, students_named

STATUSES = ("present", "absent", "excused")
#: What offices call these columns.
TITLES = {
    "student": STUDENT,
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
    table = Table(Named(TextFile(path, MAX_FILE)), name, defects)
    mend = _("The first line names the columns: student, date, status, and if you like period and source.")
    places = places_of(table, TITLES, NEEDED, mend, defects)
    if places is None:
        return
    rows = [(line, {c: cells[at].strip() for c, at in places.items()}) for line, cells in table.rows()]
    students = students_named(r["student"] for _line, r in rows)
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


class _Line(Cells):
    def day(self) -> date | None:
        text = self.cells["date"]
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return self.bad(
                "date",
                "date",
                _("this isn't a day of the calendar"),
                _("Write year-month-day, like 2026-08-31."),
                text,
            )
        if not date(2000, 1, 1) <= day <= clock.today():
            return self.bad(
                "date", "date", _("this day is in the future or long past"), _("Mend the year."), text
            )
        return day

    def status(self) -> str | None:
        text = self.cells["status"].lower()
        if text not in STATUSES:
            return self.bad(
                "choice",
                "status",
                _("this word isn't one of those allowed here"),
                _("Write present, absent or excused."),
                text,
            )
        return text
