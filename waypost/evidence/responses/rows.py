"""What every format of a response file is turned into: one answer (or hint), or a row that cannot be read and why."""

from __future__ import annotations

from dataclasses import dataclass


class FileRefused(ValueError):
    """The file as a whole cannot be read; the sentence says what, where and how to mend it."""


@dataclass(slots=True)
class Response:
    """One answer or one hint of one student, as the file tells it."""

    line: int  # first line of the row, 1 is the file's first
    student: str
    identity: str  # what makes this row itself: the same row again is the same statement
    item: str = ""  # "": the source carries no item
    skills: tuple[str, ...] = ()
    success: bool | None = None
    score: float | None = None  # of full marks, 0..1
    at: int | None = None  # ms UTC; None: undated
    duration: int | None = None  # ms
    hints: int | None = None  # taken before this answer; None: the source doesn't tell
    bottomed_out: bool = False
    attempt: int | None = None  # 1: the first
    is_hint: bool = False  # the row is a hint that was taken, not an answer


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out, with its line and the reason."""

    line: int
    field: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a whole file does not tell (columns that are not there)."""

    duration: bool = False
    hints: bool = False
