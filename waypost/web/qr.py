"""An address as a square to scan: one path of an inline SVG, dark on white whatever the light."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules of white around it, as the standard asks


def qr(text: str, label: str = "") -> SafeString:
    """The square; `label` is read out (the text itself may be a secret)."""
    rows, runs = _drawn(text)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}"/></svg>',
        len(rows), len(rows), label or _("a square to scan"), runs,
    )  # fmt: skip


def svg(text: str, border: int = 1) -> str:
    """The square as a picture of its own, for paper: the sheet around it is white already."""
    rows, runs = _drawn(text, border)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}"><path d="{runs}"/></svg>'


def _drawn(text: str, border: int = QUIET) -> tuple[list[list[bool]], str]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=border)
    code.add_data(text)
    rows = code.get_matrix()
    runs = "".join(
        f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for start, length in _runs(row)
    )
    return rows, runs


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Dark stretches of a line: (where it begins, how long it is)."""
    found, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append((start, x - start))
            start = None
    return found
