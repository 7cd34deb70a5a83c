"""What skills may ask about the evidence without knowing it: a room above installs the answer (`install`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Work:
    """One combination of activity and tags that a source has sent."""

    key: tuple[int, int]  # the answering room's own name for it
    activity: str  # IRI
    name: str  # as an activity definition called it, or ""
    tags: tuple[str, ...]  # IRIs
    columns: tuple[str, ...]  # what skill columns of a file said
    events: int


class Uses(Protocol):
    """Answers from the evidence."""

    def sources(self) -> dict[int, str]:
        """Every source and what people call it."""

    def work(self, source_id: int) -> list[Work]:
        """What a source has sent, most events first."""

    def students(self, source_id: int, keys: Iterable[tuple[int, int]]) -> set[int]:
        """Whose work it is (person ids)."""


class _Nothing:
    def sources(self) -> dict[int, str]:
        return {}

    def work(self, source_id: int) -> list[Work]:
        return []

    def students(self, source_id: int, keys: Iterable[tuple[int, int]]) -> set[int]:
        return set()


_installed: Uses = _Nothing()


def install(answers: Uses) -> None:
    """Called once by the room that knows the evidence."""
    global _installed
    _installed = answers


def ask() -> Uses:
    return _installed
