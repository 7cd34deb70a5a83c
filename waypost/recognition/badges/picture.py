"""The badge one can see: a picture in the school's colours with both signed forms baked in (iTXt chunks of the PNG)."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from waypost.school.look import look
from waypost.web.typeset import breakable, right_to_left, typeset, without_pictures

from ..models import Badge, Certificate
from .credential import assertion, token

TEMPLATE = Path(__file__).parent.parent / "typst" / "badge.typ"
MARK = b"\x89PNG\r\n\x1a\n"
OF_2, OF_3 = "openbadges", "openbadgecredential"


def baked(badge: Badge) -> bytes:
    about = Certificate.objects.get(pk=badge.certificate_id)
    plain = drawn(about.title)
    return bake(plain, {OF_2: assertion(badge), OF_3: token(badge)})


def drawn(title: str = "") -> bytes:
    """The picture alone; without a title it is the one of all badges here."""
    style = look()
    crest = style.crest_bytes()
    said = breakable(without_pictures(title))
    told = {
        "title": said,
        "rtl": right_to_left(said),
        "school": style.school,
        "brand": style.brand,
        "accent": style.accent,
        "crest": list(crest) if crest else None,
    }
    return typeset(TEMPLATE, told, form="png", ppi=144)


def bake(png: bytes, told: dict[str, str]) -> bytes:
    """Put texts into a PNG, each as an uncompressed iTXt chunk of its name, before the end (Open Badges, baking)."""
    if not png.startswith(MARK):
        raise ValueError("only a PNG can be baked")
    end = png.rindex(b"IEND") - 4
    chunks = b"".join(
        _chunk(b"iTXt", name.encode() + b"\x00\x00\x00\x00\x00" + text.encode())
        for name, text in told.items()
    )
    return png[:end] + chunks + png[end:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
