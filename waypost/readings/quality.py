"""How good a rule is, asked of the room that keeps the answers of staff (it installs the answer: rooms are above us)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Given a signal's name: anything with `sentence` (what staff say, with its interval) and `retire` (do they propose
#: to retire the rule), or None.
Ask = Callable[[str], Any]

_installed: Ask = lambda name: None  # noqa: E731


def install(answer: Ask) -> None:
    global _installed
    _installed = answer


def ask() -> Ask:
    return _installed
