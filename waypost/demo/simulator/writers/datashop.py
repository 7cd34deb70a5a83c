"""A transaction export as PSLC DataShop writes it: tabs, one row an attempt or hint, two KC models under one name.

DataShop repeats the headers `KC (Default)` and `KC Category (Default)` for further components of a step; the second
pair is filled on a few rows only. A hint is a row of its own (outcome HINT) and counts in `Attempt At Step`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..calendar import TIME_ZONE, stamp
from ..events import Answer
from .table import write_csv

HEADER = (
    "Row", "Sample Name", "Transaction Id", "Anon Student Id", "Session Id", "Time", "Time Zone", "Duration (sec)",
    "Student Response Type", "Student Response Subtype", "Tutor Response Type", "Tutor Response Subtype",
    "Level (Unit)", "Problem Name", "Problem View", "Step Name", "Attempt At Step", "Is Last Attempt", "Outcome",
    "Selection", "Action", "Input", "Feedback Text", "Help Level", "Total Num Hints",
    "KC (Default)", "KC Category (Default)", "KC (Default)", "KC Category (Default)", "School", "Class",
)  # fmt: skip
HINTS = 3  # of each step; after the third the answer is shown


def write(path: Path, answers: Iterable[Answer], classes: dict[str, str]) -> int:
    """`classes`: student -> homeroom. How many rows were written, hints included."""
    return write_csv(path, HEADER, _rows(answers, classes), delimiter="\t")


def _rows(answers: Iterable[Answer], classes: dict[str, str]) -> Iterator[tuple[object, ...]]:
    row = 0
    steps: dict[tuple[str, str, int, object], int] = {}
    for answer in answers:
        step = (answer.student, answer.skill.key, answer.item, answer.day)
        hints = answer.hints if answer.attempt == 1 else 0
        for level in range(1, hints + 1):
            row += 1
            steps[step] = steps.get(step, 0) + 1
            yield _row(row, answer, steps[step], level, classes)
        row += 1
        steps[step] = steps.get(step, 0) + 1
        yield _row(row, answer, steps[step], 0, classes)


def _row(row: int, a: Answer, attempt: int, level: int, classes: dict[str, str]) -> tuple[object, ...]:
    """`level`: which hint was taken, 0 for an answer. Hints come five seconds apart, before the answer."""
    when = a.second - 5.0 * (a.hints - level + 1) if level else a.second
    outcome = "HINT" if level else "CORRECT" if a.right else "INCORRECT"
    clock = stamp(a.day, when)
    second_kc = "careful reading" if a.item % 12 == 0 else ""
    return (
        row, "All Data", f"tx-{row:07d}", a.student, f"{a.student}-{a.day:%m%d}", f"{clock[:10]} {clock[11:23]}", TIME_ZONE,
        "." if level else f"{a.duration:.1f}", "HINT_REQUEST" if level else "ATTEMPT", "", "HINT_MSG" if level else "RESULT",
        "", a.skill.title, f"{a.skill.key}-{a.item}", 1, f"{a.skill.key}-{a.item}-answer", attempt, int(a.right and not level),
        outcome, "answer", "", "", "", level or "", HINTS if level else "",
        a.skill.key, "", second_kc, "", "Lindenhof School", classes[a.student],
    )  # fmt: skip
