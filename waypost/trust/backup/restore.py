"""Putting a backup back into an empty place. It opens to nobody until what was taken back since is taken back again.

Order: decrypt beside the place, check everything, mark the folder as unfinished, move in, bring the tables up to date,
replay the ledger, drop sessions, tokens and mail; only then the mark goes.
"""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
from django.db import connection

from .. import audit, ledger
from ..folder import MARK, UNFINISHED, DataFolder
from . import database, manifest
from .faults import Fault

#: What an empty place may hold: brought by hand before, or made while Django loads.
BROUGHT = {"keys", "ledger", "tmp", UNFINISHED}


@dataclass(slots=True)
class Told:
    """What was put back, and what was taken back again."""

    made: str = ""
    replayed: dict[str, int] = field(default_factory=dict)
    dropped: int = 0


def check(file: Path, key: Path) -> dict[str, Any]:
    """Open a backup into a place that is thrown away: is it whole, and does the key open it? Raises Fault."""
    with _opened(file, key) as content:
        return manifest.check(content)


def run(
    file: Path, key: Path, beside: Path | None, migrate: Callable[[], None], finish: Callable[[], int]
) -> Told:
    """Put it back. `beside`: a ledger to replay besides that of this folder. `migrate` brings tables up to date, `finish`
    drops what rooms hold of sessions and tokens. Raises Fault, with nothing that opens."""
    home = DataFolder.from_environment()
    _check_place(home)
    database.check_empty()
    with _opened(file, key) as content:
        told = manifest.check(content)
        if told["database"] != connection.vendor:
            raise Fault(
                "This backup is of a PostgreSQL: set DATABASE_URL to an empty one."
                if told["database"] == "postgresql"
                else "This backup is of a SQLite folder: leave DATABASE_URL away."
            )
        if database.newer(told):
            raise Fault("This backup was made by a newer Waypost. Install that version, then put it back.")
        entries = _entries(home, beside or file.parent / ledger.place().name)
        (home.path / UNFINISHED).write_text("A backup is being put back here.\n")
        database.put_back(content, told)
        _files(content, home.path)
    migrate()
    found = Told(told["made"], ledger.replay(entries, manifest.made(told)), finish())
    audit.act("backup.restore", object_kind="backup", detail={"made": told["made"], **found.replayed})
    (home.path / UNFINISHED).unlink()
    return found


def _check_place(home: DataFolder) -> None:
    inside = {p.name for p in home.path.iterdir()} if home.path.exists() else set()
    if UNFINISHED in inside:
        for name in inside - {"keys", "ledger", UNFINISHED}:
            place = home.path / name
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        return
    if inside - BROUGHT:
        raise Fault(
            f"{home.path} isn't empty. A backup is put back into an empty folder that holds keys/ alone (and ledger/)."
        )
    if not (home.path / "keys" / "chain").exists():
        raise Fault(f"The keys are missing: put the folder keys/ of that school into {home.path} first.")


def _entries(home: DataFolder, other: Path) -> list[ledger.Entry]:
    """What both ledgers say. Raises Fault where one can't be trusted."""
    try:
        return [*ledger.read(ledger.place()), *ledger.read(other)]
    except ledger.Broken as no:
        raise Fault(f"{no} Without the whole ledger something that was erased could return.") from None


def _files(content: Path, home: Path) -> None:
    for place in content.iterdir():
        if place.name in {manifest.NAME, database.FILE, database.TABLES, "tables.json", MARK}:
            continue
        if place.is_dir():
            shutil.copytree(place, home / place.name, dirs_exist_ok=True)
        else:
            shutil.copyfile(place, home / place.name)
    for place in home.rglob("*"):
        place.chmod(0o700 if place.is_dir() else 0o600)
    shutil.copyfile(content / MARK, home / MARK)


@contextmanager
def _opened(file: Path, key: Path) -> Iterator[Path]:
    """The content of a backup in a folder that goes afterwards."""
    if not file.is_file():
        raise Fault(f"There is no file {file}.")
    work = Path(tempfile.mkdtemp(prefix="restore-", dir=DataFolder.from_environment().make("tmp")))
    try:
        packed = work / "packed"
        with file.open("rb") as sealed, packed.open("wb") as out:
            pyrage.decrypt_io(sealed, out, [_identity(key)])
        with tarfile.open(packed) as archive:
            _unpack(archive, work / "content")
        packed.unlink()
        yield work / "content"
    except pyrage.DecryptError as no:
        sentence = "This key doesn't open this backup."
        raise Fault(
            sentence if "key" in str(no).lower() else "The backup is damaged. Take another one."
        ) from None
    except (tarfile.TarError, EOFError, OSError) as no:
        raise Fault(f"The backup can't be opened: {no}.") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _unpack(archive: tarfile.TarFile, to: Path) -> None:
    """Files and folders below `to`, and nothing else: whoever knows the public key can make an archive. (extractall has a
    filter for this only from Python 3.11.4 on.) Raises TarError."""
    to.mkdir(mode=0o700)
    for member in archive:
        place = (to / member.name).resolve()
        if not place.is_relative_to(to.resolve()) or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name!r} has no place in a backup")
        if member.isdir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        source = archive.extractfile(member)
        assert source is not None, "a file"
        with source, place.open("wb") as out:
            shutil.copyfileobj(source, out)


def _identity(key: Path) -> Any:
    try:
        lines = [x.strip() for x in key.read_text().splitlines()]
        return next(pyrage.x25519.Identity.from_str(x) for x in lines if x.startswith("AGE-SECRET-KEY-"))
    except (OSError, UnicodeDecodeError):
        raise Fault(f"The key file {key} can't be read.") from None
    except (StopIteration, pyrage.IdentityError):
        raise Fault(f"There is no secret key of age in {key}.") from None
