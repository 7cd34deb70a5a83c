"""Growth percentiles from a CSV of the authority: in whole or not at all, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from tests.village import Village
from waypost.cli import imports
from waypost.cli.app import app
from waypost.school import growth, people
from waypost.school.models import GrowthPercentile, RosterImport

HEAD = "student,year,grade,subject,percentile,standard_error\n"
GOOD = (
    HEAD + "mia,2025-2026,07,Mathematics,61,12.5\nleo,2026,7,mathematics,38,14\nmia,2025/26,7,Reading,50,11\n"
)


def write(folder: Path, text: str | bytes, name: str = "growth.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def held(village: Village) -> dict[tuple[str, str], tuple[int, float]]:
    names = {village.mia.pk: "mia", village.leo.pk: "leo", village.noor.pk: "noor"}
    return {(s, names[p]): (row.percentile, row.error) for (s, p), row in growth.standing(2026).items()}


FIRST = {("Mathematics", "mia"): (61, 12.5), ("Mathematics", "leo"): (38, 14.0), ("Reading", "mia"): (50, 11.0)}  # fmt: skip


def test_a_file_is_looked_at_first_and_then_applied(village: Village, tmp_path: Path) -> None:
    found = growth.preview(write(tmp_path, GOOD))
    assert found.ok, found.lines()
    assert found.counts == {"new": 3, "same": 0, "changed": 0}
    assert not GrowthPercentile.objects.exists()
    assert "fewer than ten students" in found.notes[0]
    assert growth.apply(found.import_id or 0, None).applied
    assert held(village) == FIRST  # one spelling of the subject and the grade, three of the year
    assert set(GrowthPercentile.objects.values_list("grade", flat=True)) == {"7"}


def test_the_same_file_again_is_nothing_new(village: Village, tmp_path: Path) -> None:
    growth.run_import(write(tmp_path, GOOD), apply=True)
    report = growth.run_import(write(tmp_path, GOOD), apply=True)
    assert report.preview.counts == {"new": 0, "same": 3, "changed": 0}
    assert GrowthPercentile.objects.count() == 3


def test_a_file_taken_back_leaves_what_stood_before_it(village: Village, tmp_path: Path) -> None:
    growth.run_import(write(tmp_path, GOOD), apply=True)
    wrong = write(tmp_path, GOOD.replace("61", "16") + "noor,2026,7,Mathematics,9,10\n", "wrong.csv")
    report = growth.run_import(wrong, apply=True)
    assert report.preview.counts == {"new": 1, "same": 2, "changed": 1}
    assert held(village)["Mathematics", "mia"] == (16, 12.5)
    assert growth.take_back(report.preview.import_id or 0, None) == 4
    assert held(village) == FIRST
    with pytest.raises(ValidationError, match="stands here"):
        growth.take_back(report.preview.import_id or 0, None)
    growth.run_import(wrong, apply=True)
    first = RosterImport.objects.get(file_name="growth.csv")
    growth.take_back(first.pk, None)
    assert held(village)["Reading", "mia"] == (50, 11.0)  # the later file says it, too


def test_an_interval_is_read_as_the_standard_error_behind_it(village: Village, tmp_path: Path) -> None:
    text = "SGP,sourcedId,School Year,Grade,Content Area,low,high,level\n40,mia,2026,7,Reading,20.4,59.6,95\n"
    assert growth.run_import(write(tmp_path, text), apply=True).applied
    (row,) = growth.standing(2026).values()
    assert row.error == pytest.approx(10, abs=0.01)  # 19.6 / 1.96


def test_a_merged_student_stands_once_and_twice_again_when_parted(village: Village, tmp_path: Path) -> None:
    growth.run_import(write(tmp_path, GOOD), apply=True)
    row = people.merge(village.leo.pk, village.mia.pk, by=None, reason="entered twice")
    assert len(growth.standing(2026)) == 2
    people.part_merge(row.pk, by=None, reason="they are two")
    assert held(village) == FIRST


MIA = HEAD + "mia,2026,7,Reading,"
BAD = [
    ("column-missing", 1, "grade", "student,year,subject,percentile,standard_error\nmia,2026,Reading,5,5\n"),
    ("column-missing", 1, "standard_error", "student,year,grade,subject,percentile\nmia,2026,7,Reading,5\n"),
    ("unknown-student", 2, "student", HEAD + "ghost,2026,7,Reading,50,10\n"),
    ("unknown-student", 2, "student", HEAD + "ada,2026,7,Reading,50,10\n"),
    ("cell-empty", 2, "student", HEAD + ",2026,7,Reading,50,10\n"),
    ("year", 2, "year", HEAD + "mia,2024-2026,7,Reading,50,10\n"),
    ("year", 2, "year", HEAD + "mia,2039,7,Reading,50,10\n"),
    ("year", 2, "year", HEAD + "mia,spring,7,Reading,50,10\n"),
    ("cell-empty", 2, "grade", HEAD + "mia,2026,,Reading,50,10\n"),
    ("cell-empty", 2, "subject", HEAD + "mia,2026,7,,50,10\n"),
    ("too-long", 2, "subject", HEAD + f"mia,2026,7,{'R' * 61},50,10\n"),
    ("percentile", 2, "percentile", MIA + "0,10\n"),
    ("percentile", 2, "percentile", MIA + "100,10\n"),
    ("percentile", 2, "percentile", MIA + "50.5,10\n"),
    ("percentile", 2, "percentile", MIA + ",10\n"),
    ("error", 2, "standard_error", MIA + "50,\n"),
    ("error", 2, "standard_error", MIA + "50,0\n"),
    ("error", 2, "standard_error", MIA + "50,nan\n"),
    ("error", 2, "standard_error", MIA + "50,51\n"),
    ("interval", 2, "low", "student,year,grade,subject,percentile,low,high,level\nmia,2026,7,Reading,50,60,70,95\n"),
    ("level", 2, "level", "student,year,grade,subject,percentile,low,high,level\nmia,2026,7,Reading,50,40,70,.95\n"),
    ("twice", 3, "student", MIA + "50,10\nmia,2025-26,07,READING,51,10\n"),
    ("row-width", 2, "", MIA + "50\n"),
    ("not-utf8", 2, "", (HEAD + "mia,2026,7,Français,50,10\n").encode("latin-1")),
    ("file-empty", None, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "line", "field", "text"), BAD, ids=[f"{n}-{b[0]}" for n, b in enumerate(BAD)]
)
def test_a_defect_is_named_by_line_and_field_and_nothing_is_changed(
    village: Village, tmp_path: Path, kind: str, line: int | None, field: str, text: str | bytes
) -> None:
    found = growth.preview(write(tmp_path, text))
    assert (kind, line, field) in [(d.kind, d.line, d.field) for d in found.defects]
    assert all(d.mend for d in found.defects)
    assert RosterImport.objects.get().stored_as == ""
    assert not growth.run_import(write(tmp_path, text), apply=True).ok
    assert not GrowthPercentile.objects.exists()


def test_a_file_comes_in_and_goes_back_on_the_administrators_page_which_shows_no_percentile(
    village: Village, signed_in: object, tmp_path: Path
) -> None:
    admin: Client = signed_in(village.adam)  # type: ignore[operator]
    body = SimpleUploadedFile("growth.csv", GOOD.replace("61", "63").encode())
    place = admin.post(reverse("school:imports"), {"kind": "growth", "file": body}).headers["Location"]
    looked = admin.get(place).content.decode()
    assert "Apply it" in looked
    assert "Take it back" not in looked
    admin.post(f"{place}apply/")
    done = admin.get(place).content.decode()
    assert held(village)["Mathematics", "mia"] == (63, 12.5)
    assert "Take it back" in done
    assert not {"63", "12.5", "Mia Santos", "Reading"} & set(done.replace("<", " ").replace(">", " ").split())
    admin.post(f"{place}take-back/")
    gone = admin.get(place).content.decode()
    assert "taken back" in gone
    assert "Take it back" not in gone
    assert growth.standing(2026) == {}


def test_the_command_looks_applies_and_takes_back(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "ready", lambda **_: None)
    path, run = str(write(tmp_path, GOOD)), CliRunner().invoke
    assert "Add --apply" in run(app, ["import", "growth-percentiles", path]).output
    assert not GrowthPercentile.objects.exists()
    assert "Applied" in run(app, ["import", "growth-percentiles", path, "--apply"]).output
    assert len(growth.standing(2026)) == 3
    assert (
        "3 growth percentiles taken back"
        in run(app, ["import", "growth-percentiles", path, "--take-back"]).output
    )
    assert run(app, ["import", "growth-percentiles", path, "--take-back"]).exit_code == 1
