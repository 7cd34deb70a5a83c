"""Secrets that must stand in the database are sealed by a key that doesn't (TRUST 13)."""

from __future__ import annotations

import os

from cryptography.fernet import Fernet, MultiFernet

from .folder import DataFolder

NAME = "fernet"


def seal(text: str) -> str:
    """Encrypt a secret for the database."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises cryptography's InvalidToken when no key fits."""
    return _fernet().decrypt(sealed.encode()).decode()


def rotate() -> None:
    """Put a new key in front; the older ones still open what they sealed."""
    place = DataFolder.from_environment().make("keys") / NAME
    _fernet()
    spare = place.with_suffix(".new")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write("\n".join([Fernet.generate_key().decode(), *place.read_text().split()]) + "\n")
    spare.replace(place)


def _fernet() -> MultiFernet:
    place = DataFolder.from_environment().make("keys") / NAME
    if not place.exists():
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(Fernet.generate_key().decode() + "\n")
    return MultiFernet([Fernet(k) for k in place.read_text().split()])
