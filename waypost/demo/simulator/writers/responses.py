"""Response files as CSV: one of a practice tool, one of tests on paper."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..calendar import stamp
from ..events import Answer
from ..paper import Mark
from ..sources import item_name
from .table import write_csv

PRACTICE = ("student", "skill", "item", "correct", "time", "duration", "hints", "attempt")
PAPER = ("student", "skill", "item", "score", "time")


def practice(path: Path, answers: Iterable[Answer], mails: dict[str, str]) -> int:
    """Students by school mail; duration in seconds; item is the path below the tool's home page."""
    return write_csv(
        path,
        PRACTICE,
        (
            (
                mails[a.student], a.skill.key, item_name("khan", a.skill.key, a.item), int(a.right), stamp(a.day, a.second),
                f"{a.duration:.1f}", a.hints, a.attempt,
            )
            for a in answers
        ),
    )  # fmt: skip


def paper(path: Path, marks: Iterable[Mark]) -> int:
    """Students by sourcedId; score is a share of full marks."""
    return write_csv(
        path,
        PAPER,
        (
            (
                m.student,
                m.skill.key,
                f"{m.skill.key}/test-{m.day:%m%d}/{m.item}",
                m.score,
                stamp(m.day, m.second),
            )
            for m in marks
        ),
    )
