"""Every table to take along, with hostile words in it, in somebody else's reader and in a spreadsheet program (TRUST 22)."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.readings import makers
from tests.village import Village
from tests.voice import rounds
from waypost.readings import projector
from waypost.trust.folder import DataFolder
from waypost.web.export import RUNS, Column, csv_lines

from .test_outputs import read

SignedIn = Callable[[object], Client]
ROOT = Path(__file__).parents[2] / "waypost"
#: Who makes tables; those of homes are tried in test_outputs, the others here.
MAKERS = {
    "homes/views/classes.py", "homes/views/leader.py", "homes/views/student.py", "readings/views.py", "skills/views.py",
    "voice/views/results.py",
}  # fmt: skip


def test_no_table_is_made_that_is_not_tried_here() -> None:
    found = {
        str(p.relative_to(ROOT)) for p in ROOT.rglob("*.py") if re.search(r"\bexport_csv\(", p.read_text())
    }
    assert found - {"web/export.py"} == MAKERS


def nasty(count: int) -> list[str]:
    """Words that some spreadsheet may run: each first sign, behind what nobody sees, before what would call out."""
    dice = random.Random(22)
    unseen = ["", " ", "\u202e", "\u200b", "\ufeff", "\xa0", "''", '"']
    calls = [
        "1+1",
        "SUM(A1)",
        'WEBSERVICE("http://127.0.0.1/x")',
        'HYPERLINK("http://x";"y")',
        "cmd|' /C calc'!A0",
    ]
    some = "".join(map(chr, [9, 10, 13, 34, 39, 44, 59, 61, 0xFF1D, 0x0627, 0x1F642]))
    made = [before + sign + call for before in unseen for sign in RUNS for call in calls]
    made += ["".join(dice.choices(some + "=+-@1A(", k=dice.randint(1, 12))) for _ in range(count)]
    return made


def test_what_is_not_aligned_the_evidence_and_a_survey_run_as_nothing(
    village: Village, signed_in: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")
    work = makers.days_of_work(village.mia, 6)
    for statement, words in zip(work, nasty(0)[::37], strict=False):
        statement["object"]["definition"] = {"name": {"en": words}}
    aligned = makers.days_of_work(village.mia, 4, item="lines")
    for statement, words in zip(aligned, nasty(0)[5::41], strict=False):
        statement["object"]["definition"] = {"name": {"en": words}}
    skill = makers.skill("=1+1")
    makers.align(skill, "https://tool.example/lines")
    makers.send(*work, *aligned)
    projector.catch_up()
    wave = rounds.survey(village, "belonging").waves.get()
    cell = SimpleNamespace(line="=1+1", column="@x", value=0.5, low=0.4, high=0.6, words="", band="10-19")
    hostile = [SimpleNamespace(cell=cell, about=words) for words in nasty(50)]
    monkeypatch.setattr("waypost.voice.views.results.queries.released", lambda wave: hostile)
    tables = []
    for who, path, number in (
        (village.lena, f"/skills/alignments/{makers.tool().pk}/?format=csv", "events"),
        (village.ada, f"/readings/{village.mia.pk}/mastery/{skill.pk}/?format=csv", "seq"),
        (village.lena, f"/voice/surveys/{wave.pk}/results.csv", "Value (0 to 1)"),
    ):
        answer = signed_in(who).get(path)
        assert answer.status_code == 200, path
        text = b"".join(answer).decode("utf-8-sig")  # type: ignore[attr-defined]
        kinds, rows = read(text)
        assert rows, path
        assert kinds[number] in {"double", "int64"}, (path, kinds)
        for said in (c for row in rows for c in row.values() if isinstance(c, str)):
            assert not said.lstrip("\u202e\u200b\ufeff\xa0 \t").startswith(RUNS), (path, said)
        tables.append(text)
    in_a_spreadsheet(tmp_path, tables)


def test_a_spreadsheet_program_finds_no_formula_and_numbers_are_numbers(tmp_path: Path) -> None:
    words = nasty(200)
    columns = [Column("words", lambda r: r[1]), Column("n", lambda r: r[0] + 0.5, "number")]
    in_a_spreadsheet(tmp_path, ["".join(csv_lines(columns, enumerate(words)))], numbers=len(words))


def in_a_spreadsheet(place: Path, tables: list[str], numbers: int = 0) -> None:
    """Open them in LibreOffice, where there is one, told to run whatever it can; beside them one that does run.

    Without LibreOffice Arrow's reading above has to do; docs/security says when it was last tried with it.
    """
    program = shutil.which("soffice")
    if program is None:
        return
    names = [f"table{n}" for n in range(len(tables))]
    for name, text in zip([*names, "control"], [*tables, 'a\r\n"=1+1"\r\n'], strict=True):
        (place / f"{name}.csv").write_text(text, newline="")
    # comma, quotes, UTF-8; quoted cells are not spared; special numbers and formulas are looked for
    how = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    home = f"-env:UserInstallation={(place / 'office').as_uri()}"
    files = [str(place / f"{name}.csv") for name in (*names, "control")]
    command: list[Any] = [
        program,
        home,
        "--headless",
        f"--infilter={how}",
        "--convert-to",
        "fods",
        "--outdir",
        place,
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "table:formula" in (place / "control.fods").read_text(), "the control should run"
    for name in names:
        found = (place / f"{name}.fods").read_text()
        assert "table:formula" not in found, name
        assert found.count('office:value-type="float"') >= numbers
