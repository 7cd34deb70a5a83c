"""Asking to talk with an adult, for rooms that don't know the room which keeps it (TRUST 3): who is there, and the asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Unreachable(Exception):
    """The adult isn't there any more; str(error) is a sentence for the child."""


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody whom a student may choose. `called` says what they are to the student, in the reader's language."""

    person_id: int
    called: str


@dataclass(frozen=True, slots=True)
class Line:
    """Whom to call now."""

    name: str
    number: str


class Keeper(Protocol):
    """What the room that keeps these wishes offers."""

    def around(self, student: int) -> list[Adult]:
        """The student's own adults who can be reached today."""

    def ask(
        self,
        student: int,
        adult: int,
        *,
        once: UUID,
        words: str,
        kept_from: Iterable[int],
        shared_device: bool,
    ) -> None:
        """Ask; raises Unreachable. Sent twice (the same `once`) it is one wish."""

    def lines(self) -> list[Line]: ...


class _Nobody:
    """Where no such room is: nobody can be chosen."""

    def around(self, student: int) -> list[Adult]:
        return []

    def ask(
        self,
        student: int,
        adult: int,
        *,
        once: UUID,
        words: str,
        kept_from: Iterable[int],
        shared_device: bool,
    ) -> None:
        raise Unreachable

    def lines(self) -> list[Line]:
        return []


_keeper: Keeper = _Nobody()


def install(keeper: Keeper) -> None:
    global _keeper
    _keeper = keeper


def keeper() -> Keeper:
    return _keeper
