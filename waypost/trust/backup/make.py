"""Making a backup: a snapshot and the school's files, in one archive, encrypted to keys whose other half is elsewhere.

Never in it: `keys/`, the spools of open anonymous rounds, the ledger of what was taken back (which lies beside it).
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage

from .. import audit, chain, clock, ledger
from ..folder import MARK, DataFolder
from . import database, manifest
from .faults import Fault

SETTINGS = "backup.json"  # in the data folder: recipients, and when the last good one was made
KEEP = 35  # days
FOLDERS = ("files", "audit")
PLAIN = (MARK, "oidc.json", "outbound.json", SETTINGS)
PREFIX, SUFFIX = "waypost-", ".age"


def settings() -> dict[str, Any]:
    place = DataFolder.from_environment().path / SETTINGS
    return dict(json.loads(place.read_text())) if place.exists() else {}


def _keep(**more: Any) -> None:
    place = DataFolder.from_environment().path / SETTINGS
    spare = place.with_suffix(".new")
    spare.write_text(json.dumps(settings() | more, indent=1) + "\n")
    spare.chmod(0o600)
    spare.replace(place)


def new_key(place: Path) -> str:
    """A new pair: the secret half into a file that is to leave this machine, the public one remembered. Raises Fault."""
    home = DataFolder.from_environment().path
    if home in place.resolve().parents:
        raise Fault("Keep the secret key away from the data folder: on another machine, or on paper.")
    identity = pyrage.x25519.Identity.generate()
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as no:
        raise Fault(f"The key can't be written to {place}: {no.strerror}.") from None
    with os.fdopen(handle, "w") as out:
        out.write(f"# public key: {identity.to_public()}\n{identity}\n")
    recipient = str(identity.to_public())
    _keep(recipients=sorted({*settings().get("recipients", []), recipient}))
    return recipient


def run(to: Path, recipients: list[str] | None = None, keep: int = KEEP) -> Path:
    """Make one, and let go of those that are older than so many days. The file. Raises Fault."""
    home = DataFolder.from_environment()
    wanted = _recipients(recipients or list(settings().get("recipients", [])))
    to = to.resolve()
    if home.path == to or home.path in to.parents:
        raise Fault("Keep backups outside of the data folder, best on another machine.")
    _check_room(home.path, to)
    ledger.sync()
    now = clock.wall()
    done = to / f"{PREFIX}{now:%Y-%m-%dT%H%M%SZ}{SUFFIX}"
    work = Path(tempfile.mkdtemp(prefix="backup-", dir=home.make("tmp")))
    try:
        _archive(work, _collected(work / "content", home), wanted, done)
    except OSError as no:
        raise Fault(f"No backup was made: {no.strerror or no}.") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _beside(to)
    _keep(last=now.isoformat(), to=str(to), size=done.stat().st_size)
    _let_go(to, now - timedelta(days=keep))
    audit.act("backup.make", object_kind="backup", detail={"bytes": done.stat().st_size})
    return done


def _recipients(texts: list[str]) -> list[Any]:
    if not texts:
        raise Fault(
            "There is no key to encrypt to. Run `waypost backup --new-key FILE` once, and keep that file elsewhere."
        )
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in texts]
    except pyrage.RecipientError:
        raise Fault("One of the recipients is no public key of age (they begin with age1).") from None


def _check_room(home: Path, to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as no:
        raise Fault(f"{to} can't be used: {no.strerror}.") from None
    size = sum(f.stat().st_size for f in home.rglob("*") if f.is_file())
    if shutil.disk_usage(home).free < 2 * size or shutil.disk_usage(to).free < size:
        raise Fault("There is too little room on the disk for a backup. Make room, then try again.")


def _collected(content: Path, home: DataFolder) -> Path:
    """Everything that goes in, in a folder of its own."""
    content.mkdir(mode=0o700)
    database.save(content)
    for name in FOLDERS:
        if (home.path / name).is_dir():
            shutil.copytree(home.path / name, content / name)
    for name in PLAIN:
        if (home.path / name).is_file():
            shutil.copyfile(home.path / name, content / name)
    heads = [f"{h.book} {h.row} {h.chain}" for book in ("reads", "acts") for h in chain.heads(book)[0][-1:]]
    (content / manifest.NAME).write_text(json.dumps(manifest.of(content, heads)))
    return content


def _archive(work: Path, content: Path, recipients: list[Any], done: Path) -> None:
    """Packed, encrypted, on the disk whole, and only then under its name."""
    packed, spare = work / "packed", done.with_suffix(".part")
    with tarfile.open(packed, "w:gz", compresslevel=3) as archive:
        archive.add(content, arcname=".")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with packed.open("rb") as plain, os.fdopen(handle, "wb") as out:
        pyrage.encrypt_io(plain, out, recipients)
        out.flush()
        os.fsync(out.fileno())
    spare.replace(done)


def _beside(to: Path) -> None:
    """The ledger lies beside the backups: keyed hashes alone, always the newest."""
    if ledger.place().exists():
        spare = to / "ledger.part"
        shutil.copyfile(ledger.place(), spare)
        spare.chmod(0o600)
        spare.replace(to / ledger.place().name)


def _let_go(to: Path, before: datetime) -> None:
    for old in to.glob(f"{PREFIX}*{SUFFIX}"):
        if old.stat().st_mtime < before.timestamp():
            old.unlink()


def last_good() -> datetime | None:
    """When the last one was made whole."""
    told = settings().get("last")
    return datetime.fromisoformat(told) if told else None
