"""How evenly an adult's own talks are spread, in words, for this adult alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .queries.checkins import Mine, MyCheckIns

FEW = 4  # below this many students nothing is said


@dataclass(frozen=True, slots=True)
class Evenness:
    """Of `all` students, `talked` had a conversation in the last 20 school days; who had most and least."""

    all: int
    talked: int
    most: Mine | None
    least: Mine | None


def of(found: MyCheckIns) -> Evenness:
    lines = found.all
    talked = sum(not line.long_ago for line in lines)
    if len(lines) < FEW:
        return Evenness(len(lines), talked, None, None)
    most = max(lines, key=lambda x: x.talked.in_window)
    least = max(lines, key=lambda x: 10_000 if x.talked.since is None else x.talked.since)
    apart = most.talked.in_window > least.talked.in_window
    return Evenness(len(lines), talked, most if apart else None, least if apart else None)
