"""Growth percentiles as an authority would send them for the year before, around means that are known.

Nothing else in the school depends on them, and they depend on nothing but the grade and the subject.
"""

from __future__ import annotations

from pathlib import Path

from .dice import Dice
from .people import School
from .writers.table import write_csv

YEAR = "2025-2026"
#: Mean percentile by subject and grade of that year; where nothing stands, 50.
MEANS = {("Mathematics", 6): 62.0, ("Mathematics", 8): 44.0, ("Reading", 6): 41.0}
SUBJECTS = ("Mathematics", "Reading")
FIRST_GRADE = 5  # in which two years of scores are known
SPREAD = 30.0  # to each side, evenly


def mean(subject: str, grade: int) -> float:
    return MEANS.get((subject, grade), 50.0)


def write(path: Path, seed: int, school: School) -> tuple[int, dict[str, float]]:
    """(rows, true mean by "subject/grade")."""
    rows: list[tuple[object, ...]] = []
    truth: dict[str, float] = {}
    for student in school.students:
        grade = student.grade - 1
        if grade < FIRST_GRADE or student.joined:
            continue
        for subject in SUBJECTS:
            dice = Dice(seed, "growth", student.id, subject)
            true = mean(subject, grade) + dice.between(-SPREAD, SPREAD)
            error, room = dice.whole(8, 16), min(true - 1, 99 - true)
            read = round(true + min(room, max(-room, dice.normal(0, error))))
            rows.append((student.id, YEAR, grade, subject, read, error))
            truth[f"{subject}/{grade}"] = mean(subject, grade)
    header = ("student", "year", "grade", "subject", "percentile", "standard_error")
    return write_csv(path, header, rows), truth
