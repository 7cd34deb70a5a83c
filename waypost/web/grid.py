"""The grid: people by skills (or anything by anything), read at 30 by 40. Built in Python, since a thousand cells are too many for template tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .shapes import moon, state_key, state_word

#: From this many columns on, heads stand upright.
DENSE_FROM = 13
_ORDER = {"slipping": 0, "starting": 1, "developing": 2, "due": 3, "unknown": 4, "secure": 5}


@dataclass(frozen=True, slots=True)
class Column:
    """A head. Neighbouring columns of the same `group` get a common head above."""

    label: str
    href: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A state, or a text. `say` is read out and shown under the grid when the cell has the focus ("31 in 100, 14 tries")."""

    state: str | None = None
    text: str = ""
    say: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A person or thing with its cells, in the order of the columns. `fold` covers the name on a projector."""

    label: str
    cells: Sequence[Cell]
    href: str = ""
    fold: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a sticky head and first column, arrow keys, sorting and filtering (the last three need script)."""

    caption: str
    corner: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    ident: str = "grid"
    states: bool = True
    empty: str = field(default="")

    @property
    def dense(self) -> bool:
        return len(self.columns) >= DENSE_FROM

    @property
    def grouped(self) -> bool:
        return any(column.group for column in self.columns)


def grid_table(grid: Grid) -> SafeString:
    """The <table>; the frame around it (legend, filter, scroll box) is templates/web/parts/grid.html."""
    return format_html(
        '<table class="grid{}" id="{}" data-grid><caption class="aside">{}</caption><thead>{}{}</thead><tbody>{}</tbody></table>',
        " dense" if grid.dense else "",
        grid.ident,
        grid.caption,
        _groups(grid),
        _heads(grid),
        _body(grid),
    )


def _body(grid: Grid) -> SafeString:
    """By hand, each value escaped where it enters: format_html for 1,200 cells would cost a tenth of a second."""
    shapes: dict[str | None, tuple[str, str, str]] = {}
    edges = _edges(grid)
    return mark_safe("".join([_row(row, shapes, edges) for row in grid.rows]))  # noqa: S308


def _edges(grid: Grid) -> frozenset[int]:
    """Columns where another group begins: a thin line helps the eye across forty of them."""
    names = [column.group for column in grid.columns]
    return frozenset(n for n in range(1, len(names)) if names[n] != names[n - 1])


def _groups(grid: Grid) -> SafeString:
    if not grid.grouped:
        return SafeString("")
    spans = ((name, len(list(run))) for name, run in groupby(grid.columns, key=lambda column: column.group))
    cells = format_html_join("", '<th scope="colgroup" class="group" colspan="{1}">{0}</th>', spans)
    return format_html('<tr><td class="corner"></td>{}</tr>', cells)


def _heads(grid: Grid) -> SafeString:
    edges = _edges(grid)
    heads = format_html_join(
        "",
        '<th scope="col" class="{}">{}</th>',
        (("edge" if n in edges else "", _head(column)) for n, column in enumerate(grid.columns)),
    )
    return format_html('<tr><th scope="col" class="corner"><span>{}</span></th>{}</tr>', grid.corner, heads)


def _head(column: Column) -> SafeString:
    if column.href:
        return format_html('<a href="{}">{}</a>', column.href, column.label)
    return format_html("<span>{}</span>", column.label)


def _row(row: Row, shapes: dict[str | None, tuple[str, str, str]], edges: frozenset[int]) -> str:
    name = f'<span class="fold">{escape(row.label)}</span>' if row.fold else escape(row.label)
    head = f'<a href="{escape(row.href)}">{name}</a>' if row.href else name
    cells = "".join([_cell(cell, shapes, n in edges) for n, cell in enumerate(row.cells)])
    return f'<tr data-name="{escape(row.label.lower())}"><th scope="row">{head}</th>{cells}</tr>'


def _cell(cell: Cell, shapes: dict[str | None, tuple[str, str, str]], edge: bool) -> str:
    if cell.text:
        order = inner = escape(cell.text)
    else:
        shape = shapes.get(cell.state) or shapes.setdefault(cell.state, _shape(cell.state))
        before, after, order = shape
        inner = f"{before}: {escape(cell.say)}{after}" if cell.say else before + after
    if cell.href:
        inner = f'<a href="{escape(cell.href)}">{inner}</a>'
    return f'<td{" class=edge" if edge else ""} data-order="{order}">{inner}</td>'


def _shape(state: str | None) -> tuple[str, str, str]:
    """A moon cut behind its word, so that a cell's own words fit in; and its place in the order of need."""
    drawn, word = moon(state), str(escape(state_word(state)))
    cut = drawn.index(f'aria-label="{word}') + len(f'aria-label="{word}')
    return drawn[:cut], drawn[cut:], str(_ORDER[state_key(state)])
