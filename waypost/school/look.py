"""How the school looks on paper: two colours and a crest, chosen by a leader; for certificates, posters and reports."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from waypost.trust import files
from waypost.trust.folder import DataFolder
from waypost.trust.models import Setting

from .models import School

SETTING = "school.look"
BRAND, ACCENT = "#1c6b59", "#9a6b0f"
TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11, on white paper
CREST_EDGE = 700  # pixels: 30 mm at 600 dots an inch
_HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """`crest` is the name of a PNG in the data folder, "" without one."""

    school: str
    brand: str = BRAND
    accent: str = ACCENT
    crest: str = ""
    paper: str = "a4"

    def crest_bytes(self) -> bytes | None:
        place = _folder() / self.crest if self.crest else None
        return place.read_bytes() if place is not None and place.exists() else None


def look() -> Look:
    kept = Setting.objects.filter(pk=SETTING).values_list("value", flat=True).first() or {}
    school = School.objects.values_list("name", "country").first() or ("", "")
    paper = "us-letter" if school[1] in {"US", "CA", "MX"} else "a4"
    return Look(school[0], kept.get("brand", BRAND), kept.get("accent", ACCENT), kept.get("crest", ""), paper)


def contrast(colour: str, ground: str = "#ffffff") -> float:
    """Contrast of two colours ("#rrggbb"), 1 to 21 (WCAG 2.2, "contrast ratio").

    >>> round(contrast("#000000"), 1), round(contrast("#767676"), 2)
    (21.0, 4.54)
    """
    one, other = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def is_colour(text: str) -> bool:
    return bool(_HEX.fullmatch(text.lower()))


@transaction.atomic
def choose(brand: str, accent: str, crest: BinaryIO | None = None, *, no_crest: bool = False) -> None:
    """Keep colours, and a new crest if there is one. Raises ValueError for what is no colour, NotAccepted for a file."""
    if not (is_colour(brand) and is_colour(accent)):
        raise ValueError("colours are written #rrggbb")
    before = look()
    name = _take(crest) if crest is not None else "" if no_crest else before.crest
    value = {"brand": brand.lower(), "accent": accent.lower(), "crest": name}
    Setting.objects.update_or_create(pk=SETTING, defaults={"value": value})
    if before.crest and before.crest != name:
        transaction.on_commit(lambda: (_folder() / before.crest).unlink(missing_ok=True))


def _take(crest: BinaryIO) -> str:
    from PIL import Image

    accepted = files.accept("picture", crest)
    try:
        with Image.open(accepted.path, formats=["WEBP"]) as picture:
            picture.thumbnail((CREST_EDGE, CREST_EDGE))
            drawn = BytesIO()
            picture.save(drawn, "PNG")
    finally:
        accepted.path.unlink(missing_ok=True)
    name = f"{secrets.token_hex(16)}.png"
    (_folder() / name).write_bytes(drawn.getvalue())
    return name


def _folder() -> Path:
    place = DataFolder.from_environment().make("files") / "look"
    place.mkdir(mode=0o700, exist_ok=True)
    return place
