"""The ASSISTments skill-builder CSV (2009-2010 and its corrected forms).

An item with several skills stands there as several rows with one order_id: they are one answer with several skills.
order_id rises with time, and there is no other time: the evidence is undated, in that order.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from . import values
from .ordering import in_order
from .rows import BadRow, FileRefused, Lacks, Response
from .tables import Table
from .text import Lines

_NEEDED = ("user_id", "problem_id", "correct")


class Assistments:
    def __init__(self, lines: Lines) -> None:
        self._table = table = Table(lines)
        missing = [name for name in _NEEDED if table.place(name) is None]
        if missing:
            words = _("An ASSISTments file has the column “%(name)s”; this one has: %(names)s.")
            raise FileRefused(words % {"name": missing[0], "names": ", ".join(table.header)[:300]})
        self._at = {
            name: table.place(name)
            for name in (
                "order_id", "user_id", "problem_id", "correct", "skill_name", "skill_id", "ms_first_response",
                "hint_count", "bottom_hint", "attempt_count", "first_action",
            )
        }  # fmt: skip
        self.lacks = Lacks(
            duration=self._at["ms_first_response"] is None, hints=self._at["hint_count"] is None
        )
        self._bad: list[BadRow] = []

    def __iter__(self) -> Iterator[Response | BadRow]:
        order = self._at["order_id"]
        groups = ([row] for row in self._good()) if order is None else in_order(self._good(), order)
        for group in groups:
            yield from self._bad
            self._bad.clear()
            if not isinstance(group, BadRow):
                yield self._response(group)
        yield from self._bad

    def _good(self) -> Iterator[tuple[int, list[str]]]:
        for row in self._table:
            if isinstance(row, BadRow):
                self._bad.append(row)
            else:
                yield row

    def _cell(self, cells: list[str], name: str) -> str:
        place = self._at[name]
        return "" if place is None else cells[place].strip()

    def _response(self, group: list[tuple[int, list[str]]]) -> Response | BadRow:
        """One answer; further rows with its order_id add only their skills."""
        line, cells = group[0]
        field = "correct"
        try:
            correct = values.number(self._cell(cells, "correct"))
            if correct is None or not 0 <= correct <= 1:
                raise ValueError(_("“correct” is 0, 1, or a share in between."))
            field = "user_id"
            student = self._cell(cells, "user_id")
            if not student:
                raise ValueError(_("The row names no student."))
            field = "ms_first_response"
            duration = values.duration(self._cell(cells, "ms_first_response"), 1)
            field = "hint_count"
            hints = values.whole(self._cell(cells, "hint_count"))
            field = "attempt_count"
            tries = values.whole(self._cell(cells, "attempt_count"))
        except ValueError as no:
            return BadRow(line, field, str(no), self._table.delimiter.join(cells)[:300])
        whole = correct in (0.0, 1.0)
        # The row is about the first action (0: a try, 1: asked for a hint). Hints after a first try don't touch it.
        tried = correct == 1.0 or self._cell(cells, "first_action") == "0"
        return Response(
            line=line,
            student=student,
            identity=self._cell(cells, "order_id") or f"{line}|{self._cell(cells, 'problem_id')}",
            item=self._cell(cells, "problem_id"),
            skills=self._skills(group),
            success=correct == 1.0 if whole else None,
            score=None if whole else correct,
            duration=duration,
            hints=0 if tried else hints,
            bottomed_out=not tried and self._cell(cells, "bottom_hint") == "1",
            attempt=1
            if tries is not None
            else None,  # the row is about the first action; tries after it are not rows
        )

    def _skills(self, group: list[tuple[int, list[str]]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for _line, cells in group:
            name = self._cell(cells, "skill_name")
            values_here = (
                values.skills(name)
                if name
                else tuple(self._cell(cells, "skill_id").replace("_", ";").split(";"))
            )
            found.update(
                dict.fromkeys(v.strip() for v in values_here if v.strip().casefold() not in values.EMPTY)
            )
        return tuple(found)
