"""Files that come in: counted, known by their bytes, unpacked within bounds, pictures drawn anew."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from waypost.trust import files


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    return tmp_path


def zipped(entries: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    out.seek(0)
    return out


def test_a_roster_zip_is_taken_in_under_a_random_name(own_folder: Path) -> None:
    taken = files.accept("roster", zipped({"users.csv": b"sourcedId\n1\n"}))
    assert taken.type == "zip"
    assert taken.path.parent == own_folder / "tmp"
    assert taken.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<svg xmlns='x'><script/></svg>", "right kind"),
        (b"<?php echo 1;", "right kind"),
        (b"%PDF-1.7\x00", "right kind"),
    ],
)
def test_what_is_not_an_archive_is_refused_in_a_sentence(own_folder: Path, body: bytes, why: str) -> None:
    with pytest.raises(files.NotAccepted, match=why):
        files.accept("roster", io.BytesIO(body))
    assert list((own_folder / "tmp").iterdir()) == []


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(files.NotAccepted, match="far more"):
        files.accept("roster", zipped({"users.csv": b"0" * 60_000_000}))


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    raw = bytearray(zipped({"users.csv": b"0" * 1_000_000}).getvalue())
    place = raw.rfind(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<I", 10)
    with pytest.raises(files.NotAccepted):
        files.accept("roster", io.BytesIO(bytes(raw)))


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/passwd", "a/../../b.csv", "C:\\x.csv"])
def test_a_zip_with_paths_that_leave_is_refused(name: str) -> None:
    with pytest.raises(files.NotAccepted, match="leave its folder"):
        files.accept("roster", zipped({name: b"x"}))


def test_a_zip_with_too_many_entries_is_refused() -> None:
    with pytest.raises(files.NotAccepted, match="too many"):
        files.accept("roster", zipped({f"{n}.csv": b"x" for n in range(100)}))


def test_gigabytes_of_zeros_in_gzip_are_refused_without_unpacking_them_all() -> None:
    body = gzip.compress(b"0" * 60_000_000)
    with pytest.raises(files.NotAccepted, match="far more"):
        files.accept("responses", io.BytesIO(body))


def test_a_file_that_grows_past_its_kind_is_stopped_while_it_streams() -> None:
    asked = 0

    def pieces() -> object:
        nonlocal asked
        while True:
            asked += 1
            yield b"a,b\n" * 250_000

    with pytest.raises(files.NotAccepted, match="larger than 20 MB"):
        files.accept("skills", pieces())  # type: ignore[arg-type]
    assert asked < 25


def photo() -> bytes:
    picture = Image.new("RGB", (64, 48), "green")
    exif = Image.Exif()
    exif[0x010E] = "the child's street"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"canary")
    return out.getvalue()


def test_a_photo_is_drawn_anew_without_place_or_words() -> None:
    assert b"street" in photo()
    taken = files.accept("picture", io.BytesIO(photo()))
    body = taken.path.read_bytes()
    assert taken.type == "webp"
    assert b"street" not in body
    assert b"canary" not in body
    with Image.open(taken.path) as again:
        assert again.size == (64, 48)
        assert len(again.getexif()) == 0


def test_a_picture_of_fifty_thousand_pixels_square_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(files.NotAccepted, match="picture"):
        files.accept("picture", io.BytesIO(body))


def test_a_page_that_calls_itself_a_picture_is_refused() -> None:
    with pytest.raises(files.NotAccepted):
        files.accept("picture", io.BytesIO(b"<html><script>alert(1)</script>"))
    with pytest.raises(files.NotAccepted, match="picture"):
        files.accept("picture", io.BytesIO(b"GIF89a<script>alert(1)</script>"))
