"""Where answers wait until a batch of people is together: fsynced before we say thank you, sealed, without order.

The file is written anew as a whole with each answer, its two lists (who, and the boxes) each shuffled on their own, and
padded in steps of a whole batch: it shows neither an order, nor a pair, nor how many wait.
"""

from __future__ import annotations

import fcntl
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ..folder import DataFolder
from . import places
from .boxes import BOX_BYTES

SPOOL = "spool"  # the folder: never in a backup
_ENTRY = 4 * BOX_BYTES // 3 + 128  # bytes of a box in the file, with its id and one person
_NONCE = 12


class Spool:
    """The spool of one round. Everything happens under `held()`: one process at a time."""

    def __init__(self, round_name: str, batch: int) -> None:
        folder = DataFolder.from_environment()
        self.batch = batch
        self.place: Path = folder.make(SPOOL) / f"round-{round_name}"
        self.key_place: Path = folder.make("keys") / f"spool-{round_name}"
        self._lock = self.place.with_suffix(".lock")
        self.who: set[int] = set()
        self.boxes: dict[str, bytes] = {}

    @property
    def full(self) -> bool:
        """Are enough people together for a batch?"""
        return len(self.who) >= self.batch and len(self.boxes) >= self.batch

    @contextmanager
    def held(self) -> Iterator[Spool]:
        """Read it, and keep everybody else out until the end of the block."""
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read()
            yield self

    def put(self, who: int | None, box: bytes | None, name: str = "") -> None:
        """One more: on the disk when this returns. Either may come alone (an answer on paper has no name).

        `name`: a random name of 128 bits (hex) for the box; one is made where none is given.
        """
        if who is not None:
            self.who.add(who)
        if box is not None:
            self.boxes[name or secrets.token_hex(16)] = box
        self._write()

    def clear(self) -> None:
        """What was in it is in the database now."""
        self.who, self.boxes = set(), {}
        self._write()

    def destroy(self) -> None:
        """Spool, its key and its lock are gone for good."""
        places.wipe(self.key_place)
        places.wipe(self.place)
        self._lock.unlink(missing_ok=True)

    def _write(self) -> None:
        random = secrets.SystemRandom()
        who, boxes = sorted(self.who), sorted(self.boxes)
        random.shuffle(who)
        random.shuffle(boxes)
        text = json.dumps(
            {"who": who, "boxes": [[name, b64encode(self.boxes[name]).decode()] for name in boxes]}
        )
        full_batches = 1 + max(len(who), len(boxes)) // self.batch
        padded = text.encode().ljust(full_batches * self.batch * _ENTRY)
        nonce = secrets.token_bytes(_NONCE)
        places.write(self.place, nonce + self._cipher().encrypt(nonce, padded, None))

    def _read(self) -> None:
        self.who, self.boxes = set(), {}
        if not self.place.exists():
            return
        content = self.place.read_bytes()
        kept = json.loads(self._cipher().decrypt(content[:_NONCE], content[_NONCE:], None))
        self.who = set(kept["who"])
        self.boxes = {name: b64decode(box) for name, box in kept["boxes"]}

    def _cipher(self) -> ChaCha20Poly1305:
        if not self.key_place.exists():
            places.write(self.key_place, ChaCha20Poly1305.generate_key())
        return ChaCha20Poly1305(self.key_place.read_bytes())
