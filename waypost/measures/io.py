"""Reading and writing columns of answers: the only file access in this package, for files of answers alone."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

_GZIP = b"\x1f\x8b"
HOW_MANY, SKILLS, CORRECT = "the number of answers", "skill ids", "0 and 1"


class BadFile(ValueError):
    """What is wrong in a file, where, and how to mend it."""


def read_triples(path: str | PathLike[str]) -> pa.Table:
    """A file of three lines a student (number of answers; skill ids; 0/1), plain or gzipped, as a table.

    Columns student (1, 2, ... in the order of the file), skill, correct; each student's rows in order.
    Raises BadFile with the number of the line.

    The format of the files that Piech et al. (2015) and Zhang et al. (2017) published their splits in.
    """
    import pyarrow as pa

    counts: list[int] = []
    skills: list[np.ndarray] = []
    correct: list[np.ndarray] = []
    for number, count, skill, answer in _students(Path(path)):
        if skill.min(initial=0) < 0:
            raise _bad(path, number + 1, "skill ids are whole numbers from 0 on")
        if answer.size and not np.isin(answer, (0, 1)).all():
            field = int(np.flatnonzero(~np.isin(answer, (0, 1)))[0]) + 1
            raise _bad(path, number + 2, f"value {field} is {answer[field - 1]}, and an answer is 0 or 1")
        counts.append(count)
        skills.append(skill)
        correct.append(answer)
    if not counts:
        raise BadFile(f"{path} is empty. It should hold three lines for each student.")
    student = np.repeat(np.arange(1, len(counts) + 1, dtype=np.int64), counts)
    return pa.table(
        {
            "student": student,
            "skill": np.concatenate(skills),
            "correct": np.concatenate(correct).astype(np.int8),
        }
    )


def _students(path: Path) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """(line number of the count, count, skills, answers) of each student."""
    lines = _lines(path)
    for number, line in lines:
        count = _numbers(path, number, line, HOW_MANY)
        if count.size != 1 or count[0] < 0:
            raise _bad(path, number, f"expected {HOW_MANY} of the next student, found {_short(line)}")
        skill = _row(path, lines, number + 1, SKILLS, int(count[0]))
        answer = _row(path, lines, number + 2, CORRECT, int(count[0]))
        yield number, int(count[0]), skill, answer


def _row(path: Path, lines: Iterator[tuple[int, str]], number: int, what: str, count: int) -> np.ndarray:
    _, line = next(lines, (number, None))
    if line is None and count == 0:
        return np.zeros(0, np.int64)
    if line is None:
        raise _bad(path, number, f"the file ends where a line of {what} should follow")
    row = _numbers(path, number, line, what)
    if row.size != count:
        raise _bad(path, number, f"found {row.size} values, and the student's first line says {count}")
    return row


def _numbers(path: Path, number: int, line: str, what: str) -> np.ndarray:
    fields = [f.strip() for f in line.rstrip().rstrip(",").split(",")] if line.strip() else []
    try:
        return np.array([int(f) for f in fields], np.int64)
    except (ValueError, OverflowError):
        place, wrong = next((i, f) for i, f in enumerate(fields, 1) if not _is_number(f))
        raise _bad(path, number, f"value {place} is {_short(wrong)}; this line should hold {what}") from None


def _is_number(text: str) -> bool:
    try:
        return -(2**63) <= int(text) < 2**63
    except ValueError:
        return False


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines; empty ones at the end are nothing."""
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        source = gzip.GzipFile(fileobj=raw) if packed else raw
        number, waiting = 0, 0
        try:
            for number, line in enumerate(source, 1):
                if not line.strip():
                    waiting += 1
                    continue
                yield from ((number - k, "") for k in range(waiting, 0, -1))
                waiting = 0
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise _bad(path, number, "this is not text (UTF-8)") from None
        except (EOFError, OSError, zlib.error) as error:
            raise _bad(path, number + 1, f"the file is broken off or damaged ({error})") from None


def _short(text: str) -> str:
    return repr(text if len(text) <= 30 else f"{text[:30]}...")


def _bad(path: str | PathLike[str], line: int, what: str) -> BadFile:
    return BadFile(f"{path}, line {line}: {what}.")
