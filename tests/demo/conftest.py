"""One demonstration school for all tests of the room: three homerooms, built once."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from waypost.demo.simulator import Truth, build

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """7B, 7A, 7C, 8A and 5A."""
    return build(tmp_path_factory.mktemp("school"), seed=7, size=0.5)


@pytest.fixture(scope="session")
def roster(truth: Truth) -> dict[str, Rows]:
    """File name without .csv -> rows."""
    with zipfile.ZipFile(truth.folder / "roster.zip") as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }


@pytest.fixture(scope="session")
def rows(truth: Truth) -> Callable[[str], Rows]:
    def read(name: str, delimiter: str = ",") -> Rows:
        with (truth.folder / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter=delimiter))

    return read


@pytest.fixture(scope="session")
def lines(truth: Truth) -> Callable[[str], list[dict[str, Any]]]:
    def read(name: str) -> list[dict[str, Any]]:
        return [
            json.loads(line) for line in Path(truth.folder / name).read_text(encoding="utf-8").splitlines()
        ]

    return read


@pytest.fixture(scope="session")
def students(roster: dict[str, Rows]) -> set[str]:
    return {row["userSourcedId"] for row in roster["roles"] if row["role"] == "student"}
