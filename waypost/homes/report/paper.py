"""The report on paper, in three lengths, from a snapshot alone: the same snapshot gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from waypost.web.typeset import Form, typeset

from ..models import ReportSnapshot
from .sections import LINES_ON_ONE_PAGE

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
LENGTHS = {"one": 1, "four": 2, "whole": 3}
ROWS_ON_FOUR = (22, 44)  # of a table; of the profile by group, which fills a page


class Changed(Exception):
    """The snapshot isn't what it was: somebody changed it in the database."""


def pdf(snapshot: ReportSnapshot, length: str) -> bytes:
    return typeset(TEMPLATE, told(snapshot, length), system_fonts=False)


def picture(snapshot: ReportSnapshot, length: str, page: int = 1, form: Form = "png") -> bytes:
    return typeset(TEMPLATE, told(snapshot, length), form=form, page=page, system_fonts=False, ppi=80)


def told(snapshot: ReportSnapshot, length: str) -> dict[str, Any]:
    """What the template gets: the parts of this length, in the snapshot's language."""
    data, level = snapshot.told, LENGTHS[length]
    with translation.override(data["lang"]):
        return {
            **{k: data[k] for k in ("lang", "rtl", "school", "brand", "accent", "paper", "period", "day")},
            "title": _("How we are doing"),
            "one_page": level == 1,
            "sections": [_cut(s, level) for s in data["sections"] if s["level"] <= level],
            "foot": _("From the figures as they were let out, kept under %(digest)s")
            % {"digest": snapshot.digest[:16]},
            "aim": _("our aim"),
            "legend": {
                "figure": _("a figure, on a line from 0 to 100 %"),
                "between": _("what it may be as well"),
            },
            "page": _("Page"),
            "nothing": _("No figures have been let out yet."),
        }


def _cut(section: dict[str, Any], level: int) -> dict[str, Any]:
    """On one page the first lines and no tables; on four the table without its classes."""
    if level == 1:
        return {**section, "lines": section["lines"][:LINES_ON_ONE_PAGE], "table": None, "note": ""}
    if level == 2 and section["table"] is not None:
        rows = [r for r in section["table"]["rows"] if r["depth"] < 2][
            : ROWS_ON_FOUR[section["key"] == "profile_groups"]
        ]
        return {**section, "table": {**section["table"], "rows": rows}}
    return section
