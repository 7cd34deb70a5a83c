"""Made-up people and figures for the living page and its tests. Nothing here is read by any other room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from ..grid import Cell, Column, Grid, Row
from ..lines import Week, WeeklyLine

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 4, tzinfo=UTC)
AS_OF = date(2026, 11, 6)
STATES = ("unknown", "starting", "developing", "secure", "slipping", "due")
DAYS = [TODAY - timedelta(days=n) for n in (0, 1, 5, 12, 26, 120, 500)]
PROSE = "Started with **drawing**, then two items *together*.\n\n- how many thirds fit into 2?\n- [a short film](https://example.org/thirds)"

_NAMES = """Amina Haddad;Daniel Weiss;Jonas Berg;Leo Park;Mira Santos;Sara Lind;Tuan Nguyễn;Yusuf Demir;Zoë Adeyemi;Ines Costa;
Noah Fischer;Priya Nair;Elif Kaya;Oskar Lund;Maya Cohen;Samuel Osei;Lucía Romero;Anna Kowalska;Ravi Patel;Chloé Martin;Hana Sato;
Ibrahim Diallo;Freya Olsen;Mateo Silva;Layla Mansour;Emil Novak;Grace Mwangi;Kofi Mensah;Nora Haugen;Wei Zhang""".replace(
    "\n", ""
).split(";")
_SKILLS = [
    (
        "Number",
        [
            "Equivalent fractions",
            "Add fractions",
            "Multiply fractions",
            "Divide fractions",
            "Decimals",
            "Percent",
            "Ratios",
            "Negative numbers",
        ],
    ),
    (
        "Algebra",
        [
            "Patterns",
            "Expressions",
            "Like terms",
            "One-step equations",
            "Two-step equations",
            "Inequalities",
            "Substitution",
            "Formulas",
        ],
    ),
    (
        "Graphs",
        [
            "Coordinates",
            "Straight lines",
            "Slope",
            "Reading graphs",
            "Proportion",
            "Rates",
            "Tables",
            "Sequences",
        ],
    ),
    (
        "Shapes",
        ["Angles", "Triangles", "Area", "Perimeter", "Volume", "Circles", "Symmetry", "Scale drawings"],
    ),
    ("Data", ["Mean", "Median", "Range", "Bar charts", "Pie charts", "Chance", "Two events", "Samples"]),
]


def _state(row: int, column: int) -> str:
    mixed = (row * 2654435761 + column * 40503 + row * column * 97) % 97
    return [
        "unknown",
        "starting",
        "developing",
        "secure",
        "secure",
        "slipping",
        "due",
        "developing",
        "secure",
        "starting",
    ][(mixed + (column // 3)) % 10]


def _grid(names: list[str], groups: list[tuple[str, list[str]]], ident: str) -> Grid:
    columns = [
        Column(label, group=group if len(groups) > 1 else "") for group, labels in groups for label in labels
    ]
    rows = [
        Row(
            name,
            [
                Cell(
                    state,
                    say="" if state == "unknown" else _("%(n)s tries") % {"n": 4 + (r + c) % 9},
                    href="#evidence",
                )
                for c in range(len(columns))
                for state in [_state(r, c)]
            ],
            href="#student",
        )
        for r, name in enumerate(names)
    ]
    return Grid(_("Students by skills, mathematics 7B"), _("Student"), columns, rows, ident=ident)


def small_grid() -> Grid:
    return _grid(_NAMES[:9], _SKILLS[:1], "small")


def large_grid() -> Grid:
    return _grid(_NAMES, _SKILLS, "large")


def weekly() -> WeeklyLine:
    """Twelve weeks with a holiday and a silent source."""
    values = [3, 4, 3, 4, 4, None, 4, 3, 4, None, 2, 1]
    start = date(2026, 9, 7)
    weeks = [
        Week(
            start + timedelta(weeks=n),
            value,
            rest=_("autumn holiday") if n == 5 else "",
            gap=_("nothing arrived from Moodle") if n == 9 else "",
        )
        for n, value in enumerate(values)
    ]
    return WeeklyLine(
        _("Working days a week"),
        _("days"),
        weeks,
        low=3,
        high=4.4,
        top=5,
        summary=_(
            "Working days a week, twelve weeks: usually three to four, one in the last week; autumn holiday in week six."
        ),
        start=weeks[-5].start,
        start_label=_("help began"),
    )


def weekly_thin() -> WeeklyLine:
    """A student of three weeks: no habit yet."""
    weeks = [Week(date(2026, 11, 2) + timedelta(weeks=n), value) for n, value in enumerate([2, None, 3])]
    return WeeklyLine(_("Working days a week"), _("days"), weeks, top=5)


def spec() -> dict[str, Any]:
    """Secure skills by half-term, as a Vega-Lite spec."""
    data = [{"when": w, "skills": n} for w, n in (("Sept", 3), ("Oct", 5), ("Nov", 9), ("Dec", 11))]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 420,
        "height": 150,
        "data": {"values": data},
        "mark": {"type": "bar", "cornerRadiusEnd": 5, "width": 42},
        "encoding": {
            "x": {"field": "when", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "skills", "type": "quantitative", "title": None, "axis": {"tickCount": 4}},
        },
    }


ICONS = [
    "waypost",
    "check",
    "close",
    "plus",
    "more",
    "back",
    "on",
    "down",
    "search",
    "filter",
    "sort",
    "download",
    "upload",
    "print",
    "clock",
    "calendar",
    "person",
    "people",
    "talk",
    "mail",
    "star",
    "heart",
    "note",
    "book",
    "chart",
    "info",
    "care",
    "question",
    "flag",
    "lock",
    "eye",
    "screen",
    "globe",
    "sun",
    "night",
    "auto",
    "out",
    "leave",
    "refresh",
    "source",
    "pause",
    "leaf",
    "gear",
    "face-1",
    "face-2",
    "face-3",
    "face-4",
    "face-5",
]
