"""A school is put back from its backup by the commands a person types, in processes and folders of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from waypost.trust.folder import UNFINISHED

ROOT = Path(__file__).resolve().parents[2]


def run(where: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=where, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def place(folder: Path, url: str = "") -> dict[str, str]:
    """The environment of a folder, on SQLite or on the database of an address."""
    made = {**os.environ, "WAYPOST_HOME": str(folder), "PYTHONPATH": str(ROOT), "DATABASE_URL": url}
    made.pop("DJANGO_SETTINGS_MODULE", None)
    return made


def there_and_back(folder: Path, urls: tuple[str, str] = ("", "")) -> None:
    """Backup, take back, restore elsewhere, look."""
    old, new, out, key = folder / "old", folder / "new", folder / "out", folder / "secret.txt"
    before, after = place(old, urls[0]), place(new, urls[1])
    mia = run(before, "-m", "tests.trust.backing", "before", str(key), str(out)).strip()
    (file,) = out.glob("*.age")
    assert key.stat().st_mode & 0o077 == 0
    sealed = file.read_bytes()
    for word in (b"Santos", b"otter-canary", b"SQLite", b"school_person"):
        assert word not in sealed
    new.mkdir()
    shutil.copytree(old / "keys", new / "keys")
    for name in (UNFINISHED, "half-a-file"):  # a try before was broken off
        (new / name).write_text("x")
    words = ("restore", str(file), "--key", str(key), "--ledger", str(old / "ledger/taken-back.jsonl"))
    said = run(after, "-m", "waypost.cli", *words)
    for what in (
        "consent: 1",
        "guardian: 1",
        "right to book: 2",
        "right to message: 1",
        "restricted: 1",
        "grant: 1",
        "person: 1",
    ):
        assert what in said
    assert not (new / "half-a-file").exists()
    run(after, "-m", "tests.trust.backing", "look", mia)


def test_what_was_taken_back_after_a_backup_does_not_return_with_it(tmp_path: Path) -> None:
    there_and_back(tmp_path)
