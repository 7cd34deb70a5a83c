"""Growth percentiles worked out from scores: in the form that the import reads, and never of too few."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from waypost.cli.app import app
from waypost.measures.growth_percentiles.computed import compute
from waypost.school.growth.reading import NEEDED as READ

HEAD = "student,year,grade,subject,score,error,prior,prior_2\n"


def run(source: Path, target: Path) -> Result:
    return CliRunner().invoke(app, ["measures", "growth-percentiles", str(source), "--to", str(target)])


def line(name: str, grade: int, *numbers: float) -> str:
    return f"{name},2026,{grade},Reading,{','.join(f'{n:.1f}' for n in numbers)}\n"


def test_a_thousand_pairs_give_percentiles_and_fewer_give_none(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    first, prior = rng.normal(500, 40, 1000).round(1), rng.normal(500, 40, 1000).round(1)
    score = (0.5 * first + 0.4 * prior + rng.normal(60, 20, 1000)).round(1)
    text = HEAD + "".join(line(f"s{n}", 7, score[n], 12, prior[n], first[n]) for n in range(1000))
    text += "".join(line(f"t{n}", 8, score[n], 12, prior[n], first[n]) for n in range(999))
    source, target = tmp_path / "scores.csv", tmp_path / "growth.csv"
    source.write_text(text)
    told = run(source, target).output
    assert "grade 8, 2026: 999 pairs are too few" in " ".join(told.split())
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(READ) <= set(rows[0])
    expected = compute(score, np.stack([prior, first], axis=1), np.full(1000, 12.0))
    assert [int(r["percentile"]) for r in rows] == expected.percentiles.tolist()
    assert {r["grade"] for r in rows} == {"7"}
    assert all(float(r["standard_error"]) > 0 for r in rows)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("line 1: the column error is missing", "student,year,grade,subject,score,prior\n"),
        ("line 2, score: this is no number", HEAD + "s,2026,7,Reading,x,12,500,500\n"),
        ("line 2, prior_2: this is no number", HEAD + "s,2026,7,Reading,500,12,500,\n"),
        ("line 2, error: the error of measurement is above 0", HEAD + "s,2026,7,Reading,500,0,500,500\n"),
        ("line 2, subject: this cell is empty", HEAD + "s,2026,7,,500,12,500,500\n"),
        ("line 3, student: this one is in line 2", HEAD + 2 * "s,2026,7,Reading,500,12,500,500\n"),
        ("can only come from the authority", HEAD + "s,2026,7,Reading,500,12,500,500\n"),
    ],
)
def test_a_fault_is_named_and_no_file_is_written(tmp_path: Path, said: str, text: str) -> None:
    source, target = tmp_path / "scores.csv", tmp_path / "growth.csv"
    source.write_text(text)
    result = run(source, target)
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert not target.exists()
