"""The transaction export of PSLC DataShop: tab-delimited, several columns of one name for several knowledge components."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from . import values
from .rows import BadRow, FileRefused, Lacks, Response
from .tables import Table
from .text import Lines

_RIGHT = frozenset({"CORRECT", "OK"})
_WRONG = frozenset({"INCORRECT", "BUG", "ERROR"})


class DataShop:
    """`model` names the knowledge-component model whose columns are the skills; "" takes the file's first."""

    def __init__(self, lines: Lines, model: str = "") -> None:
        self._table = table = Table(lines, delimiter="\t", quoted=False)
        for name in ("Anon Student Id", "Outcome"):
            if table.place(name) is None:
                words = _("A DataShop export has the column “%(name)s”; this file has: %(names)s.")
                raise FileRefused(words % {"name": name, "names": ", ".join(table.header)[:300]})
        names = (
            "Transaction Id", "Anon Student Id", "Time", "Time Zone", "Problem Name", "Step Name", "Problem View",
            "Attempt At Step", "Outcome", "Duration (sec)", "Help Level", "Total Num Hints", "Selection", "Input",
        )  # fmt: skip
        self._at = {name: table.place(name) for name in names}
        self._kcs = self._kc_columns(model)
        self.lacks = Lacks(duration=self._at["Duration (sec)"] is None)
        self._hints: dict[str, tuple[str, int]] = {}  # student -> (step, hints taken on it so far)

    def _kc_columns(self, model: str) -> list[int]:
        """All columns of one model: "KC (Default)" may be there several times; "KC Category (...)" is none of them."""
        models = [name for name in self._table.header if name.startswith("KC (") and name.endswith(")")]
        wanted = f"KC ({model})" if model else (models[0] if models else "")
        if model and wanted not in models:
            known = ", ".join(dict.fromkeys(m[4:-1] for m in models)) or _("none")
            raise FileRefused(
                _("The file has no model “%(model)s”; it has: %(known)s.") % {"model": model, "known": known}
            )
        return [i for i, name in enumerate(self._table.header) if name == wanted]

    def __iter__(self) -> Iterator[Response | BadRow]:
        for row in self._table:
            yield row if isinstance(row, BadRow) else self._response(*row)

    def _cell(self, cells: list[str], name: str) -> str:
        place = self._at[name]
        return "" if place is None else cells[place].strip()

    def _response(self, line: int, cells: list[str]) -> Response | BadRow:
        field = "Outcome"
        try:
            outcome = self._cell(cells, "Outcome").upper()
            is_hint = "HINT" in outcome
            if not outcome:
                raise ValueError(_("The row has no outcome (a step of the tool's own): left out."))
            if not is_hint and outcome not in _RIGHT | _WRONG:
                raise ValueError(_("“%(value)s” is no outcome that is known.") % {"value": outcome[:40]})
            field = "Anon Student Id"
            student = self._cell(cells, "Anon Student Id")
            if not student:
                raise ValueError(_("The row names no student."))
            field = "Time"
            at = values.time(
                self._cell(cells, "Time"), zone=values.zone_named(self._cell(cells, "Time Zone") or "?")
            )
            field = "Attempt At Step"
            attempt = values.whole(self._cell(cells, "Attempt At Step"))
            field = "Duration (sec)"
            duration = values.duration(self._cell(cells, "Duration (sec)"), 1000)
        except ValueError as no:
            return BadRow(line, field, str(no), "\t".join(cells)[:300])
        item = " / ".join(
            p for p in (self._cell(cells, "Problem Name"), self._cell(cells, "Step Name")) if p
        )[:400]
        hints = self._count_hints(student, f"{item}|{self._cell(cells, 'Problem View')}", is_hint)
        return Response(
            line=line,
            student=student,
            identity=self._cell(cells, "Transaction Id") or "|".join(cells),
            item=item,
            skills=tuple(dict.fromkeys(s for i in self._kcs for s in values.skills(cells[i]))),
            success=None if is_hint else outcome in _RIGHT,
            at=at,
            duration=duration,
            hints=hints,
            bottomed_out=is_hint and self._last_hint(cells),
            attempt=None if is_hint else attempt,
            is_hint=is_hint,
        )

    def _count_hints(self, student: str, step: str, is_hint: bool) -> int:
        """Hints that the student took on this step before this row."""
        at, taken = self._hints.get(student, ("", 0))
        before = taken if at == step else 0
        self._hints[student] = (step, before + is_hint)
        return before

    def _last_hint(self, cells: list[str]) -> bool:
        level, total = self._cell(cells, "Help Level"), self._cell(cells, "Total Num Hints")
        return level.isdecimal() and total.isdecimal() and int(total) > 0 and int(level) >= int(total)
