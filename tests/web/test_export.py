"""Outputs that run (TRUST 22): text never becomes a formula, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.web.export import RUNS, Column, csv_lines, export_csv, text

COLUMNS = [
    Column("Student", lambda row: row[0]),
    Column("Value", lambda row: row[1], "number"),
    Column("Day", lambda row: row[2], "date"),
    Column("At", lambda row: row[3], "moment"),
]


def _read(rows: list[tuple[object, ...]]) -> list[list[str]]:
    whole = "".join(csv_lines(COLUMNS, rows))
    assert whole.startswith("\ufeff")
    return list(csv.reader(io.StringIO(whole[1:], newline="")))


def test_a_table_is_written_with_its_types() -> None:
    rows = _read(
        [
            ('Zoë, the "first"', 0.25, date(2026, 11, 23), datetime(2026, 11, 23, 8, 4, tzinfo=UTC)),
            ("Leo", -3, None, None),
        ]
    )
    assert rows == [
        ["Student", "Value", "Day", "At"],
        ['Zoë, the "first"', "0.25", "2026-11-23", "2026-11-23T08:04:00+00:00"],
        ["Leo", "-3", "", ""],
    ]


def test_text_is_quoted_and_numbers_are_not() -> None:
    line = list(csv_lines(COLUMNS, [("Leo", 4, None, None)]))[1]
    assert line == '"Leo",4,"",""\r\n'


@given(
    st.one_of(
        st.text(), st.tuples(st.sampled_from([*RUNS, " =", "\u200b=", "\ufeff@"]), st.text()).map("".join)
    )
)
def test_no_text_begins_like_a_formula(value: str) -> None:
    written = _read([(value, None, None, None)])[1][0]
    assert not written.startswith(RUNS)
    assert not written.lstrip(" \t\r\n\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x0b\x0c").startswith(RUNS)
    assert written in {value.replace("\x00", ""), "'" + value.replace("\x00", "")}


@given(st.text())
def test_a_text_in_a_number_column_is_defused_too(value: str) -> None:
    assert not _read([("Leo", value, value, value)])[1][1].startswith(RUNS)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_as_they_were(value: float) -> None:
    assert float(_read([("Leo", value, None, None)])[1][1]) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_what_is_no_number_is_empty(value: object) -> None:
    assert _read([("Leo", value, None, None)])[1][1] == ""


def test_a_download_streams_and_has_a_plain_name() -> None:
    asked: list[int] = []

    def rows() -> object:
        for n in range(3):
            asked.append(n)
            yield (f"s{n}", n, None, None)

    response = export_csv("7B/../évil\r\nX: y", COLUMNS, rows())  # type: ignore[arg-type]
    assert asked == []
    assert response.headers["Content-Disposition"] == 'attachment; filename="7B-vil-X-y.csv"'
    assert len(b"".join(response).splitlines()) == 4
    assert text("=1+1") == "'=1+1"
