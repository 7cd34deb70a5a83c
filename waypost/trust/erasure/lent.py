"""What erasure must know and trust doesn't: which rows are one person, what rooms keep outside the paths, how a row goes.

Rooms lend it when the apps are ready, as with retention. A table needs none of this: by its registered paths it is found
and deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class Whose(NamedTuple):
    """Somebody who goes: all the rows that stand for them, and whether they are a student."""

    people: frozenset[int]
    student: bool


Rows = Callable[[int], Whose]
Names = Callable[[Collection[int]], set[str]]
Finder = Callable[[Whose], Iterable[Any]]
Eraser = Callable[[Sequence[Any], Whose, str], Mapping[str, int]]
Hook = Callable[[Whose], object]
Scrubber = Callable[[Collection[str]], Mapping[str, int]]

_whose: Rows = lambda person: Whose(frozenset({person}), True)  # noqa: E731
_names: Names = lambda people: set()  # noqa: E731
_finders: dict[str, Finder] = {}
_more: dict[str, list[Finder]] = {}
_erasers: dict[str, Eraser] = {}
_begin: list[Hook] = []
_blank: dict[str, dict[str, Any]] = {}
_scrubbers: list[Scrubber] = []


def blank(label: str, **fields: Any) -> None:
    """What else of a row goes that stays, empty, beyond what retention blanks."""
    _blank.setdefault(label, {}).update(fields)


def blank_of(label: str) -> dict[str, Any]:
    return _blank.get(label, {})


def install(whose: Rows, names: Names) -> None:
    """`names(people)`: every text by which they may be known in a document: names, numbers, addresses, accounts in tools."""
    global _whose, _names
    _whose, _names = whose, names


def finder(label: str) -> Callable[[Finder], Finder]:
    """Register which keys of a table are somebody's, where its paths alone would say too much or too little."""

    def add(find: Finder) -> Finder:
        _finders[label] = find
        return find

    return add


def more(label: str) -> Callable[[Finder], Finder]:
    """Register rows that are somebody's, too, and that no path names."""

    def add(find: Finder) -> Finder:
        _more.setdefault(label, []).append(find)
        return find

    return add


def eraser(label: str) -> Callable[[Eraser], Eraser]:
    """Register how rows of a table go, where deleting them is not enough. Gets keys, whose, the case; table -> rows."""

    def add(erase: Eraser) -> Eraser:
        _erasers[label] = erase
        return erase

    return add


def at_the_beginning(hook: Hook) -> Hook:
    """Register what happens in the first transaction: from now on nobody makes anything new of theirs."""
    _begin.append(hook)
    return hook


def scrubber(scrub: Scrubber) -> Scrubber:
    """Register how documents that name somebody are put away: files sent in, refused rows. Gets the names."""
    _scrubbers.append(scrub)
    return scrub


def whose(person: int) -> Whose:
    return _whose(person)


def names(people: Collection[int]) -> set[str]:
    return {n for n in _names(people) if n}


def finder_of(label: str) -> Finder | None:
    return _finders.get(label)


def more_of(label: str, them: Whose) -> set[Any]:
    return {key for find in _more.get(label, ()) for key in find(them)}


def eraser_of(label: str) -> Eraser | None:
    return _erasers.get(label)


def begin(them: Whose) -> None:
    for hook in _begin:
        hook(them)


def scrub(words: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in _scrubbers:
        for table, rows in one(words).items():
            found[table] = found.get(table, 0) + rows
    return found
