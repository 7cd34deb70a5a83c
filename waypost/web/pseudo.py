"""A made-up language for tests: every translated text comes out in brackets, longer and accented. What stays plain was forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from typing import Any

from django.utils import translation
from django.utils.translation import trans_real

CODE = "xx"
_ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
_KEPT = re.compile(r"(%\([^)]*\)[a-z]|%%|<[^>]*>|\{[^}]*\})")


def pseudo(text: str) -> str:
    """ "Find" is "[Fíñd ~~]"; placeholders and tags stay."""
    parts = _KEPT.split(text)
    changed = "".join(part if n % 2 else part.translate(_ACCENTS) for n, part in enumerate(parts))
    return f"[{changed} {'~' * max(1, len(text) // 3)}]" if text.strip() else text


class _Pseudo(NullTranslations):
    domain = "django"

    def gettext(self, message: str) -> str:
        return pseudo(message.rpartition("\x04")[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo((msgid1 if n == 1 else msgid2).rpartition("\x04")[2])

    def language(self) -> str:
        return CODE

    def to_language(self) -> str:
        return CODE


@contextmanager
def spoken() -> Iterator[None]:
    """Speak the made-up language within the block."""
    known: dict[str, Any] = trans_real._translations  # type: ignore[attr-defined]
    known[CODE] = _Pseudo()
    try:
        with translation.override(CODE):
            yield
    finally:
        known.pop(CODE, None)
