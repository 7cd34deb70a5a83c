"""Files that must be on the disk when we say so, and gone when we say so."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write(place: Path, content: bytes) -> None:
    """Put `content` there as a whole: after a crash the file is the old one or the new one."""
    spare = place.with_name(place.name + ".new")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    spare.replace(place)
    sync_folder(place.parent)


def wipe(place: Path) -> None:
    """Overwrite a file and take it away; nothing happens where it is gone already."""
    for one in (place, place.with_name(place.name + ".new")):
        if not one.exists():
            continue
        with one.open("r+b") as out:
            out.write(secrets.token_bytes(one.stat().st_size))
            out.flush()
            os.fsync(out.fileno())
        one.unlink()
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    if not folder.exists():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
