"""Attendance from a CSV: who was there, nothing about why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.village import Village
from waypost.school import attendance, changes, people, queries
from waypost.school.models import Attendance, RosterImport

HEAD = "student,date,period,status,source\n"
GOOD = (
    HEAD
    + "mia,2026-11-19,,absent,Front desk\nmia,2026-11-20,,excused,Front desk\nleo,2026-11-19,,present,Front desk\n"
)


def write(folder: Path, text: str | bytes, name: str = "days.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def days(*numbers: int) -> list[int]:
    return [date(2026, 11, n).toordinal() for n in numbers]


@contextmanager
def heard() -> Iterator[set[int]]:
    found: set[int] = set()

    def listen(person_ids: set[int], **_: Any) -> None:
        found.update(person_ids)

    changes.attendance_changed.connect(listen)
    try:
        yield found
    finally:
        changes.attendance_changed.disconnect(listen)


def test_a_file_is_looked_at_first_and_then_applied(village: Village, tmp_path: Path) -> None:
    found = attendance.preview(write(tmp_path, GOOD))
    assert found.ok, found.lines()
    assert found.counts == {"new": 3, "same": 0, "changed": 0}
    assert not Attendance.objects.exists()
    with heard() as whom:
        assert attendance.apply(found.import_id or 0, None).applied
    assert whom == {village.mia.pk, village.leo.pk}
    assert queries.absent_days(village.mia).tolist() == days(19, 20)
    assert queries.absent_days(village.leo).tolist() == []


def test_the_same_file_again_changes_nothing_and_tells_nobody(village: Village, tmp_path: Path) -> None:
    attendance.run_import(write(tmp_path, GOOD), apply=True)
    with heard() as whom:
        report = attendance.run_import(write(tmp_path, GOOD), apply=True)
    assert report.preview.counts == {"new": 0, "same": 3, "changed": 0}
    assert whom == set()
    assert Attendance.objects.count() == 3


def test_a_later_file_for_the_same_day_outranks_the_earlier(village: Village, tmp_path: Path) -> None:
    attendance.run_import(write(tmp_path, GOOD), apply=True)
    report = attendance.run_import(write(tmp_path, HEAD + "mia,2026-11-19,,present,Teacher\n"), apply=True)
    assert report.preview.counts["changed"] == 1
    assert queries.absent_days(village.mia).tolist() == days(20)


def test_a_day_of_periods_is_missed_when_each_was_missed(village: Village, tmp_path: Path) -> None:
    text = HEAD + "".join(
        f"mia,2026-11-{d},{p},{s},\n"
        for d, p, s in [
            (16, 1, "absent"),
            (16, 2, "excused"),
            (17, 1, "absent"),
            (17, 2, "present"),
            (18, 1, "absent"),
            (18, "", "present"),
        ]
    )
    attendance.run_import(write(tmp_path, text), apply=True)
    assert queries.absent_days(village.mia).tolist() == days(16)


def test_without_any_record_nobody_s_attendance_is_known(village: Village, tmp_path: Path) -> None:
    assert not queries.presence_of([village.noor.pk])[village.noor.pk].known
    attendance.run_import(write(tmp_path, GOOD), apply=True)
    noor = queries.presence_of([village.noor.pk])[village.noor.pk]
    assert noor.known  # files often list absences only
    assert noor.absent.tolist() == []


def test_students_are_named_by_sourced_id_identifier_or_school_mail(village: Village, tmp_path: Path) -> None:
    people.settle([village.mia.pk, village.leo.pk, village.noor.pk])
    text = (
        HEAD
        + "mia,2026-11-20,,absent,\naccount|https://tool.example|leo,2026-11-20,,absent,\nnoor@willow.example,2026-11-20,,absent,\n"
    )
    report = attendance.run_import(write(tmp_path, text), apply=True)
    assert report.applied, report.lines()
    assert set(Attendance.objects.values_list("student", flat=True)) == {
        village.mia.pk,
        village.leo.pk,
        village.noor.pk,
    }


def test_absences_of_a_merged_row_are_the_kept_childs_and_part_with_it(
    village: Village, tmp_path: Path
) -> None:
    attendance.run_import(write(tmp_path, GOOD), apply=True)
    row = people.merge(village.leo.pk, village.mia.pk, by=None, reason="entered twice")
    assert queries.absent_days(village.leo).tolist() == days(
        20
    )  # on the 19th one of the two rows says: there
    attendance.run_import(write(tmp_path, HEAD + "mia,2026-11-18,,absent,\n"), apply=True)
    assert queries.absent_days(village.leo).tolist() == days(18, 20)
    people.part_merge(row.pk, by=None, reason="they are two")
    assert queries.absent_days(village.leo).tolist() == []
    assert queries.absent_days(village.mia).tolist() == days(18, 19, 20)


BAD = [
    ("column-missing", 1, "status", "student,date\nmia,2026-11-20\n"),
    ("date", 2, "date", HEAD + "mia,20.11.2026,,absent,\n"),
    ("date", 2, "date", HEAD + "mia,2027-11-20,,absent,\n"),
    ("choice", 2, "status", HEAD + "mia,2026-11-20,,ill,\n"),
    ("unknown-student", 2, "student", HEAD + "somebody,2026-11-20,,absent,\n"),
    ("unknown-student", 2, "student", HEAD + "ada,2026-11-20,,absent,\n"),
    ("cell-empty", 2, "student", HEAD + ",2026-11-20,,absent,\n"),
    ("twice", 3, "student", HEAD + "mia,2026-11-20,,absent,\nmia,2026-11-20,,present,\n"),
    ("row-width", 2, "", HEAD + "mia,2026-11-20,absent\n"),
    ("too-long", 2, "period", HEAD + f"mia,2026-11-20,{'9' * 21},absent,\n"),
    ("quotes", 2, "", HEAD + 'mia,2026-11-20,"1,absent,\n'),
    ("not-utf8", 3, "", (HEAD + "mia,2026-11-20,,absent,\nleo,2026-11-20,,absent,Büro\n").encode("latin-1")),
    ("file-empty", None, "", ""),
]


@pytest.mark.parametrize(
    ("kind", "line", "field", "text"), BAD, ids=[f"{n}-{b[0]}" for n, b in enumerate(BAD)]
)
def test_a_defect_is_named_by_line_and_field_and_nothing_is_changed(
    village: Village, tmp_path: Path, kind: str, line: int | None, field: str, text: str | bytes
) -> None:
    good = "leo,2026-11-19,,absent,\n"
    found = attendance.preview(
        write(tmp_path, text + good if isinstance(text, str) and text and kind != "column-missing" else text)
    )
    assert (kind, line, field) in [(d.kind, d.line, d.field) for d in found.defects]
    assert not Attendance.objects.exists()
    assert RosterImport.objects.get().stored_as == ""
    assert not attendance.run_import(write(tmp_path, text), apply=True).ok
    assert all(d.mend for d in found.defects)


def test_semicolons_windows_lines_and_a_mark_at_the_beginning_are_read(
    village: Village, tmp_path: Path
) -> None:
    text = GOOD.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig")
    assert attendance.examine(write(tmp_path, text)).counts["new"] == 3


def test_a_column_with_reasons_is_never_kept(village: Village, tmp_path: Path) -> None:
    text = "student,date,status,reason\nmia,2026-11-20,absent,canary\n"
    assert attendance.run_import(write(tmp_path, text), apply=True).applied
    assert "canary" not in str(list(Attendance.objects.values())) + str(list(RosterImport.objects.values()))
