"""Every package is locked by digest, listed with its licence, and one changed byte keeps it out (TRUST 30)."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from waypost import parts

LOCKS = sorted((parts.ROOT / "requirements").glob("*.lock"))
FOUND = list(parts.parts(parts.LOCK.read_text()))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
def test_each_locked_package_names_the_digests_of_its_files(lock: Path) -> None:
    found = list(parts.parts(lock.read_text()))
    assert found
    assert [p.name for p in found if not p.hashes] == []
    named = [line for line in lock.read_text().splitlines() if line and not line.startswith((" ", "#", "-"))]
    assert len(named) == len(found), "a line that isn't pinned"


def test_make_installs_from_the_locks_by_digest_alone() -> None:
    lines = [
        x for x in (parts.ROOT / "Makefile").read_text().splitlines() if "pip install" in x and ".lock" in x
    ]
    assert len(lines) == len(LOCKS)
    assert all("--require-hashes" in line for line in lines)


def test_the_bill_of_materials_and_the_licences_are_those_of_the_lock() -> None:
    for place, text in parts.written().items():
        assert place.read_text() == text, (
            f"run: python -m waypost.parts ({place.name} is older than the lock)"
        )


def test_each_part_may_be_given_on_with_waypost() -> None:
    assert [p.name for p in FOUND if not parts.licence_of(p.name)] == []
    for part in FOUND:
        assert set(parts.words_of(parts.licence_of(part.name))) <= parts.FREE, part.name
    assert set(parts.READ) <= {p.name for p in FOUND}, "a package that is gone"


def test_the_bill_says_of_each_part_what_it_is_and_what_it_needs() -> None:
    bill = json.loads(parts.SBOM.read_text())
    refs = [c["bom-ref"] for c in bill["components"]]
    own = bill["metadata"]["component"]["bom-ref"]
    assert len(set(refs)) == len(refs) == len(FOUND)
    needs = {d["ref"]: d["dependsOn"] for d in bill["dependencies"]}
    assert set(needs) == {own, *refs}
    reached, edge = {own}, {own}
    while edge:
        edge = {ref for at in edge for ref in needs[at]} - reached
        reached |= edge
    loose = {c["name"] for c in bill["components"] if c["bom-ref"] not in reached}
    assert loose == set(), "locked, and nobody needs it"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])


def test_one_changed_byte_of_a_locked_package_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "otter-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("otter.py", "quiet = True\n")
        archive.writestr("otter-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: otter\nVersion: 1.0\n")
        archive.writestr(
            "otter-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("otter-1.0.dist-info/RECORD", "")
    lock = tmp_path / "otter.lock"
    lock.write_text(f"otter==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")

    def install(number: int) -> int:
        command = [
            str(Path(sys.executable).parent / "uv"), "--no-config", "--cache-dir", str(tmp_path / f"cache{number}"), "pip", "install", "-q",
            "--offline", "--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / f"to{number}"),
            "--require-hashes", "-r", str(lock),
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert install(1) == 0
    content = bytearray(wheel.read_bytes())
    content[content.index(b"quiet")] = ord("Q")
    wheel.write_bytes(bytes(content))
    assert install(2) != 0
