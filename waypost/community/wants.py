"""What a student wants, as another room knows it: lent through a package above, since rooms don't import each other.

Only what the asker may see is handed over; the suggestions made of it are for that adult and are kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from waypost.trust.access import ReadBook


@dataclass(frozen=True, slots=True)
class Wants:
    """Shared goals in the student's words, and interests as the student wrote them."""

    goals: list[str] = field(default_factory=list)
    interests: str = ""


_ask: Callable[[ReadBook, int], Wants] = lambda reads, person: Wants()  # noqa: E731


def lend(ask: Callable[[ReadBook, int], Wants]) -> None:
    global _ask
    _ask = ask


def of(reads: ReadBook, person_id: int) -> Wants:
    return _ask(reads, person_id)


SHORT = 4  # letters of a word that says something
STEM = 4  # words that begin alike count as one: "wall", "walls"


def in_common(text: str, other: str) -> list[str]:
    """Words of `text` that `other` has, too, by their beginnings.

    >>> in_common("I want to build a robot", "Robots and how to build them")
    ['build', 'robot']
    """
    stems = {w[:STEM] for w in _words(other)}
    found = dict.fromkeys(w for w in _words(text) if w[:STEM] in stems)
    return list(found)


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"\w+", text.casefold()) if len(w) >= SHORT]
