"""The rows of a growth percentile CSV, each checked, with the student it names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

from django.utils.translation import gettext as _

from .. import clock
from ..models import GrowthPercentile
from ..oneroster.defects import Defects
from ..oneroster.table import Table
from ..oneroster.text import TextFile
from ..student_files import MAX_FILE, STUDENT, Cells, Named, places_of, students_named

TITLES = {
    "student": STUDENT,
    "year": ("year", "schoolyear", "school_year"),
    "grade": ("grade",),
    "subject": ("subject", "contentarea", "content_area"),
    "percentile": ("percentile", "growthpercentile", "growth_percentile", "sgp"),
    "standard_error": ("standard_error", "standarderror", "se", "sgp_standard_error"),
    "low": ("low",),
    "high": ("high",),
    "level": ("level",),
}
NEEDED = ("student", "year", "grade", "subject", "percentile")
#: "2026", "2025-2026", "2025/26": the year in which the school year ends.
YEAR = re.compile(r"(?:(\d{4})\s*[-/\u2013]\s*)?(\d{4}|\d{2})")
WIDEST = 50.0  # a standard error beyond half the scale says nothing


class Percentile(NamedTuple):
    """One line of the file."""

    student: int
    year: int
    grade: str
    subject: str
    percentile: int
    error: float


def percentiles_of(path: Path, name: str, defects: Defects) -> Iterator[Percentile]:
    table = Table(Named(TextFile(path, MAX_FILE)), name, defects)
    mend = _(
        "The first line names the columns: student, year, grade, subject, percentile, and standard_error (or low, high and level)."
    )
    places = places_of(table, TITLES, NEEDED, mend, defects)
    if places is None:
        return
    if "standard_error" not in places and not {"low", "high", "level"} <= set(places):
        problem = _("nothing says how sure the percentiles are")
        defects.add("column-missing", name, 1, "standard_error", problem, mend)
        return
    rows = [(line, {c: cells[at].strip() for c, at in places.items()}) for line, cells in table.rows()]
    students = students_named(r["student"] for _line, r in rows)
    spelled = _spelled()
    seen: dict[tuple[int, int, str], int] = {}
    for line, cells in rows:
        row = _Line(name, line, cells, defects)
        student, year, grade = row.student(students, None), row.year(), row.grade()
        subject, percentile = row.subject(spelled), row.percentile()
        error = row.error(percentile)
        if None in (student, year, grade, subject, percentile, error):
            continue
        found = Percentile(student, year, grade, subject, percentile, error)  # type: ignore[arg-type]
        first = seen.setdefault((found.student, found.year, found.subject), line)
        if first != line:
            problem = _("this student's year and subject are in line %(first)d already") % {"first": first}
            row.bad("twice", "student", problem, _("Keep one of the two."))
            continue
        yield found


def _spelled() -> dict[str, str]:
    """Subjects as they are spelled here already: "MATHEMATICS" is no second one beside "Mathematics"."""
    known = GrowthPercentile.objects.order_by("pk").values_list("subject", flat=True).distinct()
    return {subject.casefold(): subject for subject in reversed(list(known))}


class _Line(Cells):
    def year(self) -> int | None:
        text = self.cells["year"]
        found = YEAR.fullmatch(text)
        mend = _("Write it like 2025-2026, or the year in which it ends: 2026.")
        if found is None:
            return self.bad("year", "year", _("this isn't a school year"), mend, text)
        begin, end = found[1], int(found[2])
        if begin is not None and end < 100:
            end += int(begin) // 100 * 100
            end += 100 if end < int(begin) else 0
        if begin is not None and end not in {int(begin), int(begin) + 1}:
            return self.bad("year", "year", _("this school year is longer than a year"), mend, text)
        if not 2000 <= end <= clock.today().year + 1:
            return self.bad("year", "year", _("this year is in the future or long past"), mend, text)
        return end

    def grade(self) -> str | None:
        text = self.text("grade", 16).replace("/", "-")
        if not text:
            return self.bad("cell-empty", "grade", _("this cell is empty"), _("Write the grade, like 7."))
        return text.lstrip("0") or text

    def subject(self, spelled: dict[str, str]) -> str | None:
        text = " ".join(self.text("subject", 60).replace("/", "-").split())
        if not text:
            mend = _("Write the subject, like Mathematics.")
            return self.bad("cell-empty", "subject", _("this cell is empty"), mend)
        return spelled.setdefault(text.casefold(), text)

    def percentile(self) -> int | None:
        text = self.cells["percentile"]
        value = self._number("percentile")
        if value is None or value != int(value) or not 1 <= value <= 99:
            mend = _("Write the growth percentile, or leave the whole line out where there is none.")
            problem = _("a growth percentile is a whole number from 1 to 99")
            return self.bad("percentile", "percentile", problem, mend, text)
        return int(value)

    def error(self, percentile: int | None) -> float | None:
        """The standard error as it is given, or from an interval and its level."""
        if self.cells.get("standard_error"):
            value = self._number("standard_error")
            if value is None or not 0 < value <= WIDEST:
                problem = _(
                    "a standard error is a number above 0, in points of the percentile, 50 at the most"
                )
                mend = _("Write it like 12.5.")
                return self.bad("error", "standard_error", problem, mend, self.cells["standard_error"])
            return value
        return self._from_interval(percentile)

    def _from_interval(self, percentile: int | None) -> float | None:
        low, high, level = (self._number(c) if self.cells.get(c) else None for c in ("low", "high", "level"))
        if low is None or high is None or level is None:
            mend = _("Fill in standard_error, or low, high and level.")
            return self.bad("error", "standard_error", _("nothing says how sure this percentile is"), mend)
        if not 50 <= level < 100:
            mend = _("Write the percentage that the interval holds, like 95.")
            return self.bad("level", "level", _("this is no level of an interval"), mend, self.cells["level"])
        if not 0 <= low < high <= 100 or (percentile is not None and not low <= percentile <= high):
            mend = _("Write low below the percentile and high above it.")
            return self.bad("interval", "low", _("the percentile doesn't lie in this interval"), mend)
        return (high - low) / 2 / NormalDist().inv_cdf(0.5 + level / 200)

    def _number(self, column: str) -> float | None:
        try:
            value = float(self.cells[column])
        except ValueError:
            return None
        return value if math.isfinite(value) else None
