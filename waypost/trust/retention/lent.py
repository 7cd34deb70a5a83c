"""What retention must know and trust doesn't: when people left, when school years end, who is held, how rooms end a row.

Rooms lend it when the apps are ready, as with consents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

#: Where no school year is on the roster, a year counts as ended after this.
A_YEAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class People:
    """Who has left, and when; and who is, or was, a student: a row about a student goes with the student."""

    left: Mapping[int, date] = field(default_factory=dict)
    students: frozenset[int] = frozenset()
    root: Mapping[int, int] = field(default_factory=dict)  # somebody absorbed -> who stands for both
    undated: int = 0  # people who are gone without a day: nothing of theirs ends

    def gone(self, day: date, days: int) -> set[int]:
        """Who has been gone for longer than so many days."""
        return {p for p, left in self.left.items() if left + timedelta(days=days) < day}

    def with_others_of(self, people: set[int]) -> set[int]:
        """These people under all the rows that stand for them."""
        roots = {self.root.get(p, p) for p in people}
        return people | roots | {p for p, root in self.root.items() if root in roots}


Ender = Callable[[Sequence[int], str], Mapping[str, int]]
Holder = Callable[[], Iterable[int]]

_people: Callable[[], People] = People
_last_year_end: Callable[[date], date] = lambda before: before - A_YEAR  # noqa: E731
_note: Callable[[], object] = lambda: None  # noqa: E731
_holders: dict[str, Holder] = {}
_enders: dict[str, Ender] = {}


def install(
    people: Callable[[], People], last_year_end: Callable[[date], date], note: Callable[[], object]
) -> None:
    """`last_year_end(day)`: the last day of the newest school year that had ended before that day. `note()`: write down
    who left with others, before the rows that tell it end."""
    global _people, _last_year_end, _note
    _people, _last_year_end, _note = people, last_year_end, note


def holder(word: str) -> Callable[[Holder], Holder]:
    """Register who is held by a ground that lines name in `hold`."""

    def add(ask: Holder) -> Holder:
        _holders[word] = ask
        return ask

    return add


def ender(label: str) -> Callable[[Ender], Ender]:
    """Register how rows of a table end, where deleting them is not enough. Gets keys and the case; table -> rows."""

    def add(end: Ender) -> Ender:
        _enders[label] = end
        return end

    return add


def people() -> People:
    return _people()


def note_leaving() -> None:
    _note()


def last_year_end(before: date) -> date:
    return _last_year_end(before)


def held_by(word: str) -> set[int]:
    ask = _holders.get(word)
    return set(ask()) if ask is not None else set()


def ender_of(label: str) -> Ender | None:
    return _enders.get(label)
