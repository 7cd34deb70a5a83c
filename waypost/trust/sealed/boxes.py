"""Boxes of one size: sealed by a public key, opened once by the private one at the end."""

from __future__ import annotations

import struct
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ..folder import DataFolder
from . import places

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ROOM = 8192  # bytes inside a box: every answer is as long as the longest could be
_ADDED = 32 + 16  # the one-time public key in front, the tag behind
BOX_BYTES = _ROOM + _ADDED


def box_of(public: bytes, content: bytes, round_name: str) -> bytes:
    """Seal `content`, padded, so that a box shows neither what nor how much is in it. Bound to its round.

    Raises ValueError where the content is longer than a box has room for.
    """
    if len(content) > _ROOM - 4:
        raise ValueError("more than a box has room for")
    padded = struct.pack(">I", len(content)) + content
    key = X25519PublicKey.from_public_bytes(public)
    return _SUITE.encrypt(padded.ljust(_ROOM, b"\0"), key, round_name.encode())


class Key:
    """The private key of one round (of a survey, say): made at its opening, destroyed at its close."""

    def __init__(self, round_name: str) -> None:
        self.name = round_name
        self.place: Path = DataFolder.from_environment().make("keys") / f"round-{round_name}"

    @property
    def exists(self) -> bool:
        return self.place.exists()

    def make(self) -> bytes:
        """Make the key, if there is none, and give the public one (32 bytes)."""
        if not self.exists:
            places.write(self.place, X25519PrivateKey.generate().private_bytes_raw())
        return self._private().public_key().public_bytes_raw()

    def open(self, box: bytes) -> bytes:
        """What was sealed. Raises cryptography's InvalidTag or InvalidKey for a box of another round."""
        padded = _SUITE.decrypt(box, self._private(), self.name.encode())
        (size,) = struct.unpack(">I", padded[:4])
        return bytes(padded[4 : 4 + size])

    def destroy(self) -> None:
        places.wipe(self.place)

    def _private(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.place.read_bytes())
