"""A backup opens with its key alone, is put back into an empty place alone, and brings nothing back that was taken back."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.db import connection
from django.test import override_settings

from tests.village import Village
from waypost.school.models import Person
from waypost.trust import clock, doctor, keys, ledger
from waypost.trust.backup import database, each_night, make, manifest, restore
from waypost.trust.backup.faults import Fault
from waypost.trust.folder import UNFINISHED, DataFolder
from waypost.trust.models import Consent

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_holds_each_row_and_goes_back_as_it_was(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.save(tmp_path)
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / database.FILE) as copy:
            assert copy.execute("SELECT count(*) FROM school_person").fetchone()[0] == Person.objects.count()
            assert copy.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        return
    names = sorted(Person.objects.values_list("pk", "given_name"))
    Person.objects.filter(kind="student").update(given_name="somebody else")
    monkeypatch.setattr(database, "call_command", lambda *_a, **_k: None)
    database._load_postgres(tmp_path, [])
    assert sorted(Person.objects.values_list("pk", "given_name")) == names
    assert Person.objects.create(given_name="New").pk > max(pk for pk, _name in names)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with a small SQLite file, as far as a backup looks at it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("WAYPOST_HOME", str(folder))
    DataFolder(folder).create("school", "2026")
    with sqlite3.connect(folder / "waypost.sqlite3") as database:
        database.execute("CREATE TABLE t (words TEXT)")
    monkeypatch.setattr(make.database, "save", lambda to: shutil.copyfile(folder / "waypost.sqlite3", to / "waypost.sqlite3") and None)  # fmt: skip
    monkeypatch.setattr(make.ledger, "sync", lambda: 0)
    return folder


@pytest.fixture
def backed(home: Path, tmp_path: Path, db: None) -> tuple[Path, Path]:
    """(backup, secret key)"""
    (home / "spool").mkdir()
    (home / "spool" / "round").write_text("answers that nobody may see")
    make.new_key(tmp_path / "key")
    return make.run(tmp_path / "out"), tmp_path / "key"


def test_every_fault_of_a_file_is_a_sentence_and_nothing_is_put_back(
    backed: tuple[Path, Path], tmp_path: Path, home: Path
) -> None:
    file, key = backed
    assert restore.check(file, key)["kind"] == "school"
    other = tmp_path / "other"
    make.new_key(other)
    cut = tmp_path / "cut.age"
    cut.write_bytes(file.read_bytes()[:-40])
    nothing = tmp_path / "nothing.age"
    nothing.write_text("hello")
    for given, secret, said in (
        (tmp_path / "none", key, "no file"),
        (file, tmp_path / "none", "can't be read"),
        (file, nothing, "no secret key"),
        (file, other, "doesn't open"),
        (cut, key, "damaged|can't be opened"),
        (nothing, key, "damaged|can't be opened"),
    ):
        with pytest.raises(Fault, match=said):
            restore.check(given, secret)
    with pytest.raises(Fault, match="isn't empty"):
        restore.run(file, key, None, lambda: None, lambda: 0)
    (home / "keys" / "chain").write_text("ab" * 32)
    with pytest.raises(Fault, match="isn't that of this backup"):
        restore.check(file, key)
    (home / "keys" / "chain").unlink()
    with pytest.raises(Fault):
        restore.check(file, key)


@pytest.mark.parametrize("hostile", ["../outside", "/tmp/outside", "a link", "a device"])
def test_what_has_no_place_in_a_backup_is_unpacked_nowhere(home: Path, tmp_path: Path, hostile: str) -> None:
    """Whoever knows the public key can make an archive that opens."""
    make.new_key(tmp_path / "key")
    member = tarfile.TarInfo("x" if hostile.startswith("a ") else hostile)
    if hostile == "a link":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    elif hostile == "a device":
        member.type = tarfile.FIFOTYPE
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(member, io.BytesIO())
    file = tmp_path / "hostile.age"
    recipient = pyrage.x25519.Recipient.from_str(make.settings()["recipients"][0])
    file.write_bytes(pyrage.encrypt(packed.getvalue(), [recipient]))
    with pytest.raises(Fault, match="no place in a backup"):
        restore.check(file, tmp_path / "key")
    assert not (tmp_path / "outside").exists()
    assert not Path("/tmp/outside").exists()


def test_keys_and_open_spools_are_in_no_backup(backed: tuple[Path, Path]) -> None:
    file, key = backed
    with restore._opened(file, key) as content:
        names = {p.relative_to(content).parts[0] for p in content.rglob("*")}
        text = b"".join(p.read_bytes() for p in content.rglob("*") if p.is_file())
    assert names == {"waypost.sqlite3", "waypost.json", "backup.json", manifest.NAME}
    assert b"nobody may see" not in text
    assert DataFolder.from_environment().secret("chain").encode() not in text


def test_a_changed_manifest_or_file_shows(backed: tuple[Path, Path]) -> None:
    file, key = backed
    with restore._opened(file, key) as content:
        assert manifest.check(content)
        (content / "waypost.json").write_text("{}")
        with pytest.raises(Fault, match="isn't as it was written"):
            manifest.check(content)
        told = (content / manifest.NAME).read_text()
        (content / manifest.NAME).write_text(told.replace('"school"', '"demo"'))
        with pytest.raises(Fault, match="signature"):
            manifest.check(content)


def test_a_backup_needs_a_key_and_a_place_of_its_own_and_old_ones_go(
    home: Path, tmp_path: Path, db: None
) -> None:
    with pytest.raises(Fault, match="new-key"):
        make.run(tmp_path / "out")
    with pytest.raises(Fault, match="age1"):
        make.run(tmp_path / "out", ["nonsense"])
    for where in (home, home / "backups"):
        make.new_key(tmp_path / f"key-{where.name}")
        with pytest.raises(Fault, match="outside"):
            make.run(where)
    with pytest.raises(Fault, match="away from"):
        make.new_key(home / "key")
    old = tmp_path / "out" / "waypost-2026-01-01T000000Z.age"
    old.parent.mkdir()
    old.write_text("x")
    long_ago = (clock.wall() - timedelta(days=36)).timestamp()
    os.utime(old, (long_ago, long_ago))
    (tmp_path / "out" / "holiday.age").write_text("somebody else's")
    make.run(tmp_path / "out")
    assert not old.exists()
    assert (tmp_path / "out" / "holiday.age").exists()
    assert make.last_good() is not None


def test_serve_refuses_a_folder_in_which_a_backup_is_only_half_put_back(home: Path) -> None:
    (home / UNFINISHED).write_text("x")
    said = subprocess.run(
        [sys.executable, "-m", "waypost.cli", "--home", str(home), "doctor"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (said.returncode, "waypost restore" in " ".join(said.stderr.split())) == (1, True)


def test_doctor_says_when_there_is_no_good_backup(village: Village, home: Path) -> None:
    def said() -> str:
        return " ".join(p.sentence for p in doctor.examine())

    with override_settings(DEMO=False):
        assert "no backup" in said()
        make._keep(last=(clock.wall() - timedelta(days=9)).isoformat())
        assert "9 days old" in said()
        make._keep(last=clock.wall().isoformat())
        assert "backup" not in said()


def test_a_backup_is_made_each_night_and_doctor_says_why_one_was_not(
    village: Village, home: Path, tmp_path: Path
) -> None:
    def said() -> str:
        with override_settings(DEMO=False):
            return " ".join(f"{p.sentence} {p.mend}" for p in doctor.examine())

    out = tmp_path / "out"
    assert each_night.run() == "", "nobody asked for one"
    make.new_key(tmp_path / "key")
    each_night.begin(out, keep=20)
    assert (out / each_night.run()).is_file()
    assert "backup" not in said()
    shutil.rmtree(out)
    out.write_text("a file where the folder was")
    with pytest.raises(Fault):
        each_night.run()
    assert "Last night's backup was not made." in said()
    assert str(out) in said()
    out.unlink()
    assert each_night.run()
    assert "backup" not in said()
    each_night.end()
    assert each_night.run() == ""


def test_where_backups_go_at_night_is_in_no_backup(home: Path, tmp_path: Path, db: None) -> None:
    make.new_key(tmp_path / "key")
    each_night.begin(tmp_path / "out", keep=35)
    file = make.run(tmp_path / "out")
    with restore._opened(file, tmp_path / "key") as content:
        assert (content / make.SETTINGS).exists()
        assert not (content / each_night.PLAN).exists()


def test_the_ledger_counts_only_for_older_backups_and_finds_what_a_crash_left_out(village: Village) -> None:
    ledger.place().unlink(missing_ok=True)
    yes = Consent.objects.create(
        subject_id=village.leo.pk, giver_id=village.leo.pk, purpose="survey", yes=True,
        capacity="student", basis="page", since=datetime(2026, 9, 1, tzinfo=UTC), withdrawn=clock.wall(),
    )  # fmt: skip
    assert ledger.sync() >= 1
    assert ledger.sync() == 0
    entries = ledger.read(ledger.place())
    Consent.objects.update(withdrawn=None)  # as an older backup has it
    assert ledger.replay(entries, clock.wall() + timedelta(hours=1)) == {}
    assert ledger.replay(entries, clock.wall() - timedelta(hours=1))["consent"] == 1
    assert Consent.objects.get(pk=yes.pk).withdrawn is not None
    ledger.place().unlink()


def test_secrets_outlive_new_keys_while_others_seal_and_open(home: Path) -> None:
    first = keys.seal("otter")
    stop = threading.Event()

    def work() -> int:
        done = 0
        while not stop.is_set():
            assert keys.unseal(keys.seal("otter")) == "otter"
            done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(work) for _n in range(4)]
        for _n in range(20):
            keys.rotate()
        stop.set()
        assert all(one.result() for one in others)
    assert keys.unseal(first) == "otter"
