"""CSV and TSV with any column names: which column says what is the saved mapping of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from . import values
from .rows import BadRow, FileRefused, Lacks, Response
from .tables import Table
from .text import Lines

#: meaning -> names under which it usually comes, first match wins
GUESSES: dict[str, tuple[str, ...]] = {
    "student": (
        "student",
        "student_id",
        "studentid",
        "user",
        "user_id",
        "userid",
        "learner",
        "sourcedid",
        "email",
        "anon student id",
    ),
    "skill": ("skill", "skill_name", "skill_id", "kc", "topic", "standard", "objective"),
    "correct": ("correct", "is_correct", "right", "success", "outcome"),
    "score": ("score", "points", "percent", "grade", "result"),
    "time": (
        "time",
        "timestamp",
        "date",
        "datetime",
        "answered_at",
        "submitted_at",
        "start_time",
        "created_at",
    ),
    "item": ("item", "item_id", "problem", "problem_id", "question", "question_id", "exercise"),
    "duration": (
        "duration",
        "duration_s",
        "seconds",
        "time_spent",
        "response_time",
        "ms_first_response",
        "duration_ms",
    ),
    "hint": ("hint", "hints", "hint_count", "hints_used"),
}
CHOICES = frozenset({*GUESSES, "student_is", "score_max", "duration_unit", "time_format"})
STUDENT_IS = ("account", "sourced_id", "email")


def guess(header: list[str]) -> dict[str, Any]:
    """A mapping from the names in the header, to be looked over by a person."""
    table = Table([",".join('"' + h.replace('"', "") + '"' for h in header)], delimiter=",")
    found = {
        meaning: table.header[i]
        for meaning, names in GUESSES.items()
        if (i := table.place(*names)) is not None
    }
    student = str(found.get("student", "")).casefold()
    if student in ("sourcedid", "email"):
        found["student_is"] = "email" if student == "email" else "sourced_id"
    if "ms" in str(found.get("duration", "")).casefold().split("_"):
        found["duration_unit"] = "ms"
    return found


class Columns:
    """A file read by a mapping."""

    def __init__(self, lines: Lines, mapping: dict[str, Any]) -> None:
        self._table = Table(lines)
        self.mapping = mapping or guess(self._table.header)
        self._check()
        self._at = {m: self._column(m) for m in GUESSES if self.mapping.get(m)}
        self.lacks = Lacks(duration="duration" not in self._at, hints="hint" not in self._at)
        self._unit = 1.0 if self.mapping.get("duration_unit") == "ms" else 1000.0
        self._full = float(self.mapping.get("score_max") or 1)
        self._form = str(self.mapping.get("time_format") or "")
        self._again: Counter[int] = Counter()

    def _check(self) -> None:
        unknown = set(self.mapping) - CHOICES
        if unknown:
            raise FileRefused(_("The column mapping knows no “%(name)s”.") % {"name": sorted(unknown)[0]})
        if not self.mapping.get("student"):
            raise FileRefused(
                _("Which column names the student? The file has: %(names)s.")
                % {"names": ", ".join(self._table.header)[:300]}
            )
        if not self.mapping.get("correct") and not self.mapping.get("score"):
            raise FileRefused(
                _("Which column says right or wrong, or the score? The file has: %(names)s.")
                % {"names": ", ".join(self._table.header)[:300]}
            )
        if self.mapping.get("student_is", "account") not in STUDENT_IS:
            raise FileRefused(_("A student is named by account, sourced_id or email."))

    def _column(self, meaning: str) -> int:
        name = str(self.mapping[meaning])
        place = self._table.place(name)
        if place is None:
            words = _("The file has no column “%(name)s”. It has: %(names)s.")
            raise FileRefused(words % {"name": name, "names": ", ".join(self._table.header)[:300]})
        return place

    def __iter__(self) -> Iterator[Response | BadRow]:
        for row in self._table:
            if isinstance(row, BadRow):
                yield row
                continue
            line, cells = row
            yield self._response(line, cells)

    def _response(self, line: int, cells: list[str]) -> Response | BadRow:
        field = "student"
        try:
            found = {m: cells[i] for m, i in self._at.items()}
            student = found["student"].strip()
            if not student or len(student) > 200:
                raise ValueError(_("The row names no student."))
            answer = Response(line, student, "")
            answer.item = found.get("item", "").strip()[:400]
            field = "skill"
            answer.skills = values.skills(found.get("skill", ""))
            field = "correct"
            answer.success = values.right_or_wrong(found.get("correct", ""))
            field = "score"
            answer.score = values.share(found.get("score", ""), self._full)
            if answer.success is None and answer.score is None:
                raise ValueError(_("The row says neither right nor wrong, nor a score."))
            field = "time"
            answer.at = values.time(found.get("time", ""), self._form)
            field = "duration"
            answer.duration = values.duration(found.get("duration", ""), self._unit)
            field = "hint"
            answer.hints = _hints(found.get("hint", ""))
        except ValueError as no:
            return BadRow(
                line, str(self.mapping.get(field, field)), str(no), self._table.delimiter.join(cells)[:300]
            )
        answer.identity = self._identity(answer, found)
        return answer

    def _identity(self, answer: Response, found: dict[str, str]) -> str:
        """What the row says; rows that say the same are counted where no exact time sets them apart."""
        said = "|".join(found[m].strip() for m in sorted(found))
        if ":" in found.get("time", ""):
            return said
        key = hash(said)
        self._again[key] += 1
        return f"{said}|{self._again[key]}"


def _hints(text: str) -> int | None:
    try:
        return values.whole(text)
    except ValueError:
        taken = values.right_or_wrong(text)
        return None if taken is None else int(taken)
