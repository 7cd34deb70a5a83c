"""Jottings are sealed with a key of their author's for the week in which they were written, outside the database.

The key lies in `data/keys/jottings/` and never in a dump or a backup (TRUST 13). It goes with the last jotting of its
week, so that a copy of the database made meanwhile opens nothing either (TRUST 4).
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from waypost.school import clock
from waypost.trust import disk
from waypost.trust.folder import DataFolder

from .models import Jotting
from .models.notes import JOTTING_DAYS


def key_name(author_id: int, at: datetime) -> str:
    """The file of the author's key for the week of `at`."""
    year, week, _day = clock.local(at).isocalendar()
    return f"{author_id}-{year}w{week:02}"


def seal(words: str, name: str) -> str:
    return _key(name, make=True).encrypt(words.encode()).decode()


def unseal(jotting: Jotting) -> str:
    """What was written; "" when its key is gone (then nobody can read it any more)."""
    try:
        return _key(jotting.key_name).decrypt(jotting.sealed.encode()).decode()
    except (FileNotFoundError, InvalidToken):
        return ""


def let_go() -> int:
    """Delete what is older than twelve weeks, keys and file bytes too; how many. Run every night, safe to run again."""
    limit = clock.now() - timedelta(days=JOTTING_DAYS)
    gone = Jotting.objects.filter(made__lt=limit).delete()[0]
    forget_keys()
    disk.clean_table("care.Jotting")  # where somebody is in the way, the next night does it
    return gone


def forget_keys() -> None:
    """Remove the keys that open nothing any more."""
    needed = set(Jotting.objects.order_by().values_list("key_name", flat=True).distinct())
    for place in _folder().iterdir():
        if place.name not in needed:
            place.unlink(missing_ok=True)


def _folder() -> Path:
    place = DataFolder.from_environment().make("keys") / "jottings"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def _key(name: str, *, make: bool = False) -> Fernet:
    place = _folder() / name
    if make and not place.exists():
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another request made it a moment ago
        else:
            with os.fdopen(handle, "wb") as out:
                out.write(Fernet.generate_key())
    return Fernet(place.read_bytes())
