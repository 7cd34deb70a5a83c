"""`waypost measures growth-percentiles`: percentiles from a file of scores, for whoever holds enough of them.

The scores stay outside Waypost: a file in, a file out, in the very form that `waypost import growth-percentiles` reads.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waypost.measures.growth_percentiles import DEFAULT
from waypost.measures.growth_percentiles.computed import compute

NEEDED = ("student", "year", "grade", "subject", "score", "error", "prior")
HEADER = ("student", "year", "grade", "subject", "percentile", "standard_error")
Group = tuple[str, str, str]  # year, grade, subject


class Refused(ValueError):
    """What is wrong with a file of scores: file, line, field, in a sentence."""


@dataclass(frozen=True, slots=True)
class Scores:
    student: str
    score: float
    error: float
    priors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Rows written, and the groups that had too few pairs."""

    written: int
    left_out: dict[Group, int]


def work_out(source: Path, target: Path) -> Done:
    """Nothing is written where the file has a fault."""
    groups = _read(source)
    left_out = {group: len(rows) for group, rows in groups.items() if len(rows) < DEFAULT.pairs_needed}
    found = [row for group, rows in groups.items() if group not in left_out for row in _group(group, rows)]
    if found:
        with target.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([HEADER, *found])
    return Done(len(found), left_out)


def _group(group: Group, rows: list[Scores]) -> list[tuple[object, ...]]:
    found = compute([r.score for r in rows], np.array([r.priors for r in rows]), [r.error for r in rows])
    return [
        (row.student, *group, int(percentile), round(float(error), 2))
        for row, percentile, error in zip(rows, found.percentiles, found.errors, strict=True)
    ]


def _read(source: Path) -> dict[Group, list[Scores]]:
    groups: dict[Group, list[Scores]] = defaultdict(list)
    seen: dict[tuple[str, Group], int] = {}
    with source.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            raise Refused(
                f"{source.name}, line 1: the column {missing[0]} is missing. Needed: {', '.join(NEEDED)}."
            )
        priors = [name for name in columns if name.startswith("prior")]
        for row in reader:
            line = reader.line_num
            student, *rest = (_text(source, line, row, name) for name in NEEDED[:4])
            group = (rest[0], rest[1], rest[2])
            first = seen.setdefault((student, group), line)
            if first != line:
                raise Refused(
                    f"{source.name}, line {line}, student: this one is in line {first} already. Keep one."
                )
            score, error, *earlier = (
                _number(source, line, row, name) for name in ("score", "error", *priors)
            )
            if error <= 0:
                raise Refused(f"{source.name}, line {line}, error: the error of measurement is above 0.")
            groups[group].append(Scores(student, score, error, tuple(earlier)))
    return groups


def _text(source: Path, line: int, row: dict[str, str | None], name: str) -> str:
    text = (row[name] or "").strip()
    if not text:
        raise Refused(
            f"{source.name}, line {line}, {name}: this cell is empty. Fill it in, or leave the line out."
        )
    return text


def _number(source: Path, line: int, row: dict[str, str | None], name: str) -> float:
    try:
        value = float(row[name] or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused(
            f"{source.name}, line {line}, {name}: this is no number. Mend it, or leave the line out."
        )
    return value
