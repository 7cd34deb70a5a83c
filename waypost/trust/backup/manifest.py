"""What a backup says of itself: when, of what, each file's size and digest; signed by a key that stays in `keys/`."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from .. import chain, clock
from ..folder import DataFolder
from .faults import Fault

NAME = "manifest.json"
FORMAT = 1
KEYS = ("chain", "tombstones", "fernet", "secret_key")
FOR_GOOD = ("chain", "tombstones")  # never changed; the others may have been rotated since


def of(folder: Path, heads: list[str]) -> dict[str, Any]:
    """The manifest of what lies in a folder."""
    home = DataFolder.from_environment()
    told: dict[str, Any] = {
        "format": FORMAT,
        "made": clock.wall().isoformat(),
        "kind": home.facts().get("kind", "school"),
        "database": connection.vendor,
        "migrations": sorted(list(key) for key in MigrationRecorder(connection).applied_migrations()),
        "heads": heads,
        "keys": fingerprints(),
        "files": {name: _told(folder / name) for name in _names(folder)},
    }
    return told | {"signature": _signer().sign(_text(told)).hex()}


def check(folder: Path) -> dict[str, Any]:
    """The manifest, once it and each file are as they were written. Raises Fault."""
    try:
        told: dict[str, Any] = json.loads((folder / NAME).read_text())
        signature = bytes.fromhex(told.pop("signature"))
    except (OSError, ValueError, KeyError, TypeError):
        raise Fault("This file is no backup of Waypost, or it is damaged.") from None
    if told.get("format") != FORMAT:
        raise Fault("This backup was made by a newer Waypost. Install that version, then put it back.")
    _check_keys(told["keys"])
    try:
        _signer().public_key().verify(signature, _text(told))
    except InvalidSignature:
        raise Fault("This backup was changed after it was made: its signature doesn't hold.") from None
    missing = set(told["files"]) - set(_names(folder))
    if missing or any(_told(folder / name) != said for name, said in told["files"].items()):
        raise Fault("A file in this backup isn't as it was written. Take another backup.")
    return told


def made(told: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(told["made"])


def fingerprints() -> dict[str, str]:
    """Of each key that the school can't do without: whether it is the same, and nothing of the key."""
    folder = DataFolder.from_environment().path / "keys"
    chain.key()
    return {
        name: hmac.new((folder / name).read_bytes(), b"waypost backup", hashlib.sha256).hexdigest()
        for name in KEYS
        if (folder / name).is_file()
    }


def _check_keys(wanted: dict[str, str]) -> None:
    have = fingerprints()
    if missing := sorted(set(wanted) - set(have)):
        raise Fault(f"The folder keys/ lacks {', '.join(missing)}. Put back the keys that were kept with it.")
    if any(have[name] != wanted[name] for name in FOR_GOOD if name in wanted):
        raise Fault("The folder keys/ isn't that of this backup. Put back the keys that were kept with it.")


def _signer() -> Ed25519PrivateKey:
    """From the key of the books: a copy of `keys/` from before the first backup has it, too."""
    return Ed25519PrivateKey.from_private_bytes(
        hmac.digest(chain.key(), b"waypost backup signature", "sha256")
    )


def _text(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def _names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.name != NAME)


def _told(file: Path) -> list[Any]:
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return [file.stat().st_size, digest.hexdigest()]
