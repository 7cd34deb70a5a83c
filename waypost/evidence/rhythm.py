"""When is a source silent against its habit? Pure: counts by day in, gaps out.

The habit is the share of the last weeks' Mondays (Tuesdays, ...) on which any work was done. A run of silent school
days is a gap once so long a silence would happen by itself less than one time in fifty.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SURPRISE = 0.02  # the chance below which a silence is a gap
WEEKS = 8  # of each weekday that the habit remembers
ENOUGH = 10  # school days that must have been seen before a silence says anything


@dataclass(frozen=True, slots=True)
class Silence:
    """First and last silent school day (ordinals); `until` None: still silent."""

    since: int
    until: int | None


@dataclass(slots=True)
class Habit:
    """How often there was work, by weekday."""

    seen: dict[int, deque[bool]] = field(default_factory=dict)
    days: int = 0

    def add(self, day: int, worked: bool) -> None:
        self.seen.setdefault(_weekday(day), deque(maxlen=WEEKS)).append(worked)
        self.days += 1

    def share(self, day: int) -> float:
        """The chance of work on such a day: (k + 1/2) / (n + 1)."""
        past = self.seen.get(_weekday(day), ())
        return (sum(past) + 0.5) / (len(past) + 1)


def silences(school_days: Sequence[int], worked: Mapping[int, int]) -> list[Silence]:
    """The gaps among these school days (in order, all of them over), by how many statements were worked on each."""
    habit, found = Habit(), list[Silence]()
    run: list[int] = []
    chance = 1.0
    started = False
    for day in school_days:
        there = worked.get(day, 0) > 0
        started = started or there
        if not started:
            continue
        if not there:
            run.append(day)
            chance *= 1 - habit.share(day)
            continue
        _close(run, chance, habit, found)
        run, chance = [], 1.0
        habit.add(day, True)
    if run and _is_gap(chance, habit):
        found.append(Silence(run[0], None))
    return found


def usual(school_days: Sequence[int], worked: Mapping[int, int], gaps: Sequence[Silence]) -> Habit:
    """The habit over these days, gaps left out."""
    habit = Habit()
    first = min((d for d, n in worked.items() if n > 0), default=None)
    for day in school_days:
        inside = any(g.since <= day <= (g.until or day) for g in gaps)
        if first is not None and day >= first and not inside:
            habit.add(day, worked.get(day, 0) > 0)
    return habit


def _close(run: list[int], chance: float, habit: Habit, found: list[Silence]) -> None:
    if run and _is_gap(chance, habit):
        found.append(Silence(run[0], run[-1]))
    else:
        for day in run:
            habit.add(day, False)


def _is_gap(chance: float, habit: Habit) -> bool:
    return chance < SURPRISE and habit.days >= ENOUGH


def _weekday(day: int) -> int:
    return (day - 1) % 7  # ordinal 1 was a Monday
