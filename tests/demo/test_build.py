"""The same seed is the same school; another is another; the size is what one asks for."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from waypost.demo.simulator import MOST_STATEMENTS, Truth, build

SCRIPT = "import sys; from waypost.demo.simulator import build; build(sys.argv[1], seed=7, size=0.1)"


def digest(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != "truth.json"  # names its folder
    }


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    here = tmp_path / "here"
    build(here, seed=7, size=0.1)
    for number, hash_seed in enumerate(("0", "4242")):
        there = tmp_path / f"there-{number}"
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", SCRIPT, str(there)], env=environment, check=True)
        assert digest(there) == digest(here)


def test_the_school_is_still_the_one_that_was_written_down(tmp_path: Path) -> None:
    """Other machines and later versions of Python have to give these bytes. A change of the simulator changes them on
    purpose: then print `digest` anew and say so in the changelog."""
    build(tmp_path, seed=7, size=0.1)
    expected = Path(__file__).with_name("digest.txt").read_text().split()
    assert digest(tmp_path)["responses-khan.csv"] == expected[0]
    assert digest(tmp_path)["attendance.csv"] == expected[1]


def test_another_seed_gives_another_school(tmp_path: Path) -> None:
    one, other = build(tmp_path / "a", seed=7, size=0.1), build(tmp_path / "b", seed=8, size=0.1)
    assert digest(one.folder)["responses-khan.csv"] != digest(other.folder)["responses-khan.csv"]
    assert set(one.names.values()) != set(other.names.values())


@pytest.mark.parametrize(("size", "rooms"), [(0.01, {"7B"}), (0.1, {"7B"}), (0.2, {"7A", "7B"})])
def test_a_smaller_school_has_fewer_homerooms(tmp_path: Path, size: float, rooms: set[str]) -> None:
    truth = build(tmp_path, seed=3, size=size)
    assert set(truth.homerooms.values()) == rooms


def test_people_of_a_class_do_not_depend_on_the_size(tmp_path: Path, truth: Truth) -> None:
    small = build(tmp_path, seed=7, size=0.1)
    assert {id: truth.names[id] for id in small.homerooms} == {id: small.names[id] for id in small.homerooms}
    assert all(truth.learners[id].work == small.learners[id].work for id in small.homerooms)


@pytest.mark.proof
def test_the_whole_school_has_the_promised_size(tmp_path: Path) -> None:
    truth = build(tmp_path, seed=7)
    assert 225 <= len(truth.homerooms) <= 260
    assert len(set(truth.homerooms.values())) == 10
    evidence = [s.rows for s in truth.sources.values()]
    assert 120_000 <= sum(evidence) <= 200_000
    sent = truth.sources["moodle"].rows + truth.sources["askbox"].rows
    assert 10_000 <= sent <= MOST_STATEMENTS


def test_counts_are_the_rows_of_the_files(truth: Truth) -> None:
    for source in truth.sources.values():
        text = (truth.folder / source.file).read_text(encoding="utf-8")
        header = source.door != "xapi"
        assert source.rows == len(text.splitlines()) - header > 0
