"""The one way for a file to come in (TRUST 20): counted while it streams, known by its first bytes, unpacked within
bounds, pictures drawn anew. Names that people give to files are never used as paths."""

from __future__ import annotations

import gzip
import hashlib
import secrets
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.translation import gettext as _

from . import sound
from .folder import DataFolder

MB = 1024 * 1024
PIECE = 256 * 1024
PICTURE_SECONDS = 20


class NotAccepted(ValueError):
    """Why a file is refused; str(error) is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What may come in under a name. `entries`, `unpacked` and `ratio` bound archives and gzip files."""

    name: str
    types: frozenset[str]
    bytes: int
    entries: int = 200
    unpacked: int = 2000 * MB
    ratio: int = 200
    picture: bool = False
    sound: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("roster", frozenset({"zip"}), 50 * MB, entries=60, unpacked=500 * MB),
        Kind("attendance", frozenset({"text", "gzip"}), 50 * MB, unpacked=500 * MB),
        Kind("growth", frozenset({"text"}), 50 * MB),
        Kind("responses", frozenset({"text", "gzip", "zip"}), 500 * MB, entries=4, unpacked=8000 * MB),
        Kind("skills", frozenset({"text"}), 20 * MB),
        Kind("picture", frozenset({"png", "jpeg", "webp", "gif"}), 25 * MB, picture=True),
        Kind("sound", frozenset({"wav", "mp3"}), 20 * MB, sound=True),
    )
}
LARGEST = max(kind.bytes for kind in KINDS.values())

_MAGIC = ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"\x89PNG\r\n\x1a\n", "png"),
          (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"ID3", "mp3"), (b"\xff\xfb", "mp3"), (b"\xff\xfa", "mp3"), (b"\xff\xf3", "mp3"), (b"\xff\xf2", "mp3"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that passed. `path` has a random name in the data folder; whoever asked for it takes it away."""

    path: Path
    type: str
    size: int
    digest: str  # SHA-256, hex


def accept(kind: str, source: BinaryIO | Iterable[bytes]) -> Accepted:
    """Take a file in. `source` is an uploaded file, an open file or its pieces. Raises NotAccepted with a sentence."""
    rules = KINDS[kind]
    place = DataFolder.from_environment().make("tmp") / secrets.token_hex(16)
    try:
        size, digest = _store(rules, source, place)
        found = type_of(place)
        if found not in rules.types:
            raise NotAccepted(
                _("This isn't a file of the right kind. Expected here: %(types)s.")
                % {"types": ", ".join(sorted(rules.types))}
            )
        if found == "zip":
            check_zip(place, rules)
        elif found == "gzip":
            check_gzip(place, rules)
        elif rules.picture:
            return _drawn_anew(place)
        elif rules.sound:
            return _without_tags(place, found)
        return Accepted(place, found, size, digest)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _store(rules: Kind, source: Any, place: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with place.open("xb") as out:
        place.chmod(0o600)
        for piece in _pieces(source):
            size += len(piece)
            if size > rules.bytes:
                raise NotAccepted(_("This file is larger than %(n)d MB.") % {"n": rules.bytes // MB})
            digest.update(piece)
            out.write(piece)
    if size == 0:
        raise NotAccepted(_("This file is empty."))
    return size, digest.hexdigest()


def _pieces(source: Any) -> Iterable[bytes]:
    if hasattr(source, "chunks"):
        return source.chunks(PIECE)
    if hasattr(source, "read"):
        return iter(lambda: source.read(PIECE), b"")
    return source


def type_of(place: Path) -> str:
    """What a file is by its first bytes: zip, gzip, png, jpeg, gif, webp, wav, mp3, text or unknown. Its name says nothing."""
    with place.open("rb") as file:
        head = file.read(8192)
    for mark, name in _MAGIC:
        if head.startswith(mark):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"  # UTF-16, as some spreadsheets write it
    if b"\x00" in head or head.lstrip().lower().startswith(
        (b"<svg", b"<?xml", b"<!doctype", b"<html", b"<?php")
    ):
        return "unknown"
    return "text"


def check_zip(place: Path, rules: Kind) -> None:
    """Bounds of a zip by what it says, and again by what really comes out."""
    try:
        with zipfile.ZipFile(place) as archive:
            entries = archive.infolist()
            if len(entries) > rules.entries:
                raise NotAccepted(_("This archive holds too many files."))
            for entry in entries:
                _check_entry(entry)
            packed = place.stat().st_size
            told = sum(e.file_size for e in entries)
            if told > rules.unpacked or told > max(packed, 1) * rules.ratio + 10 * MB:
                raise NotAccepted(_("This archive would unpack to far more than it should."))
            _unpack_count(archive, entries, told)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise NotAccepted(_("This archive can't be read: it is damaged or locked.")) from error


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or ".." in Path(name.replace("\\", "/")).parts or ":" in name:
        raise NotAccepted(_("This archive holds a file that would leave its folder."))
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise NotAccepted(_("This archive holds a link."))
    if entry.flag_bits & 1:
        raise NotAccepted(_("This archive is locked with a password."))


def _unpack_count(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], told: int) -> None:
    count = 0
    for entry in entries:
        with archive.open(entry) as file:
            while piece := file.read(PIECE):
                count += len(piece)
                if count > told:
                    raise NotAccepted(_("This archive doesn't hold what it says."))


def check_gzip(place: Path, rules: Kind) -> None:
    """Unpack and count, stopping as soon as it is too much; nothing is kept in memory."""
    packed, count = place.stat().st_size, 0
    most = min(rules.unpacked, packed * rules.ratio + 10 * MB)
    try:
        with gzip.open(place) as file:
            while piece := file.read(PIECE):
                count += len(piece)
                if count > most:
                    raise NotAccepted(_("This file would unpack to far more than it should."))
    except (OSError, EOFError, zlib.error) as error:
        raise NotAccepted(_("This file can't be unpacked: it is damaged.")) from error


def _drawn_anew(place: Path) -> Accepted:
    """The picture, drawn anew without what cameras write into it, by a process of its own with little room."""
    target = place.with_suffix(".webp")
    command = [sys.executable, "-m", "waypost.trust.redraw", str(place), str(target)]
    try:
        done = subprocess.run(  # noqa: S603 (our own module, paths of our own making)
            command, capture_output=True, timeout=PICTURE_SECONDS, check=False, env={"PATH": "/usr/bin:/bin"}
        )
    except subprocess.TimeoutExpired:
        target.unlink(missing_ok=True)
        raise NotAccepted(_("This picture takes too long to read.")) from None
    finally:
        place.unlink(missing_ok=True)
    if done.returncode != 0 or not target.exists():
        target.unlink(missing_ok=True)
        raise NotAccepted(_("This picture can't be read, or it is too large."))
    body = target.read_bytes()
    return Accepted(target, "webp", len(body), hashlib.sha256(body).hexdigest())


def _without_tags(place: Path, found: str) -> Accepted:
    """The sound alone, without what devices write around it."""
    target = place.with_suffix(f".{found}")
    try:
        sound.clean(place, target, found)
    except sound.NotSound:
        target.unlink(missing_ok=True)
        raise NotAccepted(_("This sound can't be read, or it is longer than five minutes.")) from None
    finally:
        place.unlink(missing_ok=True)
    body = target.read_bytes()
    return Accepted(target, found, len(body), hashlib.sha256(body).hexdigest())


class CappedUpload(FileUploadHandler):
    """Ends an upload that grows past the largest kind, while it is still coming in (settings.FILE_UPLOAD_HANDLERS)."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._count = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._count += len(raw_data)
        if self._count > LARGEST:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
