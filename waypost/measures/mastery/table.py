"""Answers from any kind of table into numbered columns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answers:
    """One row an answer, in the order of the table."""

    student: Codes  # 0..students-1
    skill: Codes  # 0..len(labels)-1
    correct: NDArray[np.int8]  # 0 or 1
    labels: tuple[Hashable, ...]  # of the skills
    students: int

    def __len__(self) -> int:
        return len(self.correct)


def answers(table: Any) -> Answers:
    """`table` is a pyarrow Table, a polars or pandas DataFrame, or a dict of arrays.

    Columns student, skill (numbers or text) and correct (0/1). Raises ValueError naming column and row (from 1).
    """
    student, names = _codes(_column(table, "student"), "student")
    skill, labels = _codes(_column(table, "skill"), "skill")
    correct = _correct(_column(table, "correct"))
    if not len(student) == len(skill) == len(correct):
        raise ValueError("the columns student, skill and correct have to be of the same length")
    return Answers(student, skill, correct, tuple(labels), len(names))


def _column(table: Any, name: str) -> NDArray[Any]:
    names = next((getattr(table, n) for n in ("column_names", "columns") if hasattr(table, n)), table)
    if name not in list(names):
        raise ValueError(f"the table has no column {name!r}; it needs student, skill and correct")
    column = table[name]
    values = column.to_numpy() if hasattr(column, "to_numpy") else np.asarray(column)
    if values.ndim != 1:
        raise ValueError(f"column {name!r} has to be one value a row")
    return values


def _codes(values: NDArray[Any], name: str) -> tuple[Codes, list[Hashable]]:
    """A number for each different value, and the values."""
    if values.dtype.kind in "fc":
        missing = ~np.isfinite(values)
        _refuse(missing, name, "is missing")
        _refuse(values != np.floor(values.real), name, "has to be a whole number or text")
        values = values.astype(np.int64)
    if values.dtype.kind == "O":
        return _codes_of_objects(values, name)
    labels, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int64), labels.tolist()


def _codes_of_objects(values: NDArray[Any], name: str) -> tuple[Codes, list[Hashable]]:
    listed = values.tolist()
    _refuse(np.array([v is None or v != v for v in listed], np.bool_), name, "is missing")
    labels = sorted(set(listed), key=lambda v: (str(type(v)), v))
    place = {label: i for i, label in enumerate(labels)}
    return np.array([place[v] for v in listed], np.int64), labels


def _correct(values: NDArray[Any]) -> NDArray[np.int8]:
    if values.dtype.kind == "O":
        _refuse(np.array([v is None for v in values.tolist()], np.bool_), "correct", "is missing")
        values = values.astype(np.float64)
    if values.dtype.kind not in "biuf":
        raise ValueError("column 'correct' has to hold 0 and 1")
    _refuse(~((values == 0) | (values == 1)), "correct", "has to be 0 or 1")
    return values.astype(np.int8)


def _refuse(bad: NDArray[np.bool_], name: str, what: str) -> None:
    if bad.any():
        raise ValueError(f"row {int(np.argmax(bad)) + 1}: {name} {what}")
