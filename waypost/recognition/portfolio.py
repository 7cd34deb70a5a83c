"""A portfolio to take along: one page that opens anywhere without a network, the certificates, and the badges. Made now, kept nowhere."""

from __future__ import annotations

import base64
import io
import mimetypes
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation

from waypost import web
from waypost.school import clock
from waypost.school.look import look
from waypost.school.models import Person

from . import sheets
from .badges import credential, picture
from .models import Certificate
from .queries import Shown
from .taken import Taken, TakenWork

SHEETS = [Path(web.__file__).parent / "static" / "web" / f"{n}.css" for n in ("tokens", "page", "components")]
MOST = 20  # certificates (each is set twice) and pieces of work in one portfolio


@dataclass(frozen=True, slots=True)
class Sheet:
    """A certificate in the page: drawn as a picture, with the names of its files beside."""

    row: Certificate
    picture: str
    badge: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work in the page, its picture inside."""

    work: TakenWork
    picture: str


def pack(
    person: Person, words: str, celebrations: Sequence[Shown], certificates: Sequence[Certificate], base: str,
    own: Taken | None = None,
) -> bytes:  # fmt: skip
    """The archive: portfolio.html, certificates/*.pdf, badges/*.png, *.jwt and *.json. Nothing but what was chosen is in it."""
    files: dict[str, bytes] = {}
    shown = [_sheet(n, row, base, files) for n, row in enumerate(certificates[:MOST], start=1)]
    with translation.override(sheets.language_of(person.pk)):
        page = render_to_string("recognition/portfolio_file.html", {
            "person": person, "words": words, "celebrations": celebrations, "sheets": shown, "day": clock.today(),
            "school": look().school, "css": _css(), "files": sorted(files), "goals": own.goals if own else [],
            "work": [Piece(w, _drawn(w.picture)) for w in own.work[:MOST]] if own else [],
        })  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("portfolio.html", page)
        for name, body in files.items():
            packed.writestr(name, body)
    return out.getvalue()


def _sheet(number: int, row: Certificate, base: str, files: dict[str, bytes]) -> Sheet:
    holds = row.checkable and row.revoked is None
    address = f"{base}/recognition/check/{row.check_id}/" if holds else ""
    files[f"certificates/certificate-{number}.pdf"] = sheets.certificate(row, address)
    badge = ""
    if holds:
        made = credential.issue(row, base)
        body = picture.baked(made)
        files[f"badges/badge-{number}.png"] = body
        files[f"badges/badge-{number}.jwt"] = credential.token(made).encode()
        files[f"badges/badge-{number}.json"] = credential.embedded(made)
        badge = _inside(body)
    return Sheet(row, _inside(sheets.certificate(row, address, "png")), badge)


def _drawn(name: str) -> str:
    """A picture of the files store as an address that holds itself; "" where there is none (any more)."""
    kind = mimetypes.guess_type(name)[0] or ""
    if not kind.startswith("image/") or not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        return f"data:{kind};base64," + base64.b64encode(file.read()).decode()


def _css() -> str:
    """The design system as one address that holds itself: the page looks like Waypost where there is no Waypost."""
    text = "\n".join(place.read_text() for place in SHEETS)
    return "data:text/css;base64," + base64.b64encode(text.encode()).decode()


def _inside(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()
