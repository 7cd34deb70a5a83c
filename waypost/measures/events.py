"""The measures' own small vocabulary: what can happen to a student, as columns.

One event is one row; an event that counts for k skills has k entries in `skills` (compressed rows), so its
minutes count once. `docs/evidence.md` has the table of kinds and the xAPI verbs that they are decoded from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Kind(IntEnum):
    """What happened. The numbers are stored: never change one, only add."""

    RESPONSE = 1  # an answer, right or wrong: success 0 or 1
    PARTIAL = 2  # an answer with partial credit: score 0..10000
    JUDGEMENT = 3  # a person placed work on a rubric: level 1..4, the work is the activity
    SESSION = 4  # work without an answer (read, watched, practised): a trace, maybe with a duration
    HELP = 5  # the student asked a person for help
    HINT = 6  # the student took a hint on an item
    PULSE = 7  # how it goes: level 1..5, only as shared with the reader
    CONVERSATION = 8  # an adult talked with the student (any real contact)
    GOAL = 9  # a step of a goal of their own: level is the goal attainment level + 3 (1..5)
    OBSERVATION = 10  # a group seen at work; never a name
    ABSENCE = 11  # kept for foreign tools that send it; attendance comes by Context
    OVERRULE = 12  # a person sets a reading: level 1 not yet, 4 secure; folds ignore it, signals respect it
    GOAL_PLAN = 14  # a goal of their own as planned: score is the share of steps done, success 0 put aside; duration see COLUMNS
    HELPED = 13  # the student helped another (said by the one who was helped, or by an adult who saw it)


class Flag(IntFlag):
    """What is known about the circumstances of an event. The numbers are stored."""

    UNDATED = 1  # the source gave no time: order is kept, nothing that needs time may use it
    HINTED = 2  # a hint was taken on this item before this answer
    BOTTOMED = 4  # the hints were used up: the answer was shown
    RETRY = 8  # the source says that this is not the first attempt at the item
    NO_ITEM = 16  # the source carries no item: the activity is the skill or the file, not an item
    NO_DURATION = 32  # the source carries no time on the item
    NO_HINTS = 64  # the source does not tell of hints
    SHARED_DEVICE = 128  # answered on a shared tablet: never alone a signal


UNKNOWN = -1  # success, score, level or duration that the source did not give

#: Columns of one row per event: name -> dtype. `skill_start` has one entry more than there are events.
COLUMNS: dict[str, type[np.generic]] = {
    "seq": np.int64,  # place in the stream (commit order)
    "at": np.int64,  # work time, milliseconds since 1970-01-01 UTC; 0 where undated
    "day": np.int32,  # school-local calendar day, as date.toordinal(); 0 where undated
    "minute": np.int16,  # school-local minute of that day, 0..1439
    "kind": np.int8,
    "source": np.int32,
    "activity": np.int64,  # the item, or the piece of work
    "success": np.int8,  # 1 right, 0 wrong, -1 unknown
    "score": np.int32,  # 0..10000 of full marks, -1 unknown
    "level": np.int8,  # rubric, pulse or goal level, -1 unknown
    "duration": np.int64,  # milliseconds, -1 unknown; of a GOAL_PLAN: the ordinal day on which the goal is due
    "flags": np.int32,
    "actor": np.int32,  # whose judgement or conversation it was; whom a pulse or request named; 0: nobody
}


@dataclass(frozen=True, slots=True)
class Events:
    """One student's events in fold order: undated first by seq, then by (work time, seq)."""

    seq: NDArray[np.int64]
    at: NDArray[np.int64]
    day: NDArray[np.int32]
    minute: NDArray[np.int16]
    kind: NDArray[np.int8]
    source: NDArray[np.int32]
    activity: NDArray[np.int64]
    success: NDArray[np.int8]
    score: NDArray[np.int32]
    level: NDArray[np.int8]
    duration: NDArray[np.int64]
    flags: NDArray[np.int32]
    actor: NDArray[np.int32]
    skill_start: NDArray[np.int32]  # skills of event i: skills[skill_start[i]:skill_start[i + 1]]
    skills: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.seq)

    def __getitem__(self, part: slice) -> Events:
        """A run of consecutive events (step 1)."""
        start, stop, step = part.indices(len(self))
        if step != 1:
            raise ValueError("events can only be cut into consecutive runs")
        stop = max(start, stop)
        first, last = self.skill_start[start], self.skill_start[stop]
        columns = {name: getattr(self, name)[start:stop] for name in COLUMNS}
        return Events(
            **columns,
            skill_start=(self.skill_start[start : stop + 1] - first).astype(np.int32),
            skills=self.skills[first:last],
        )

    def up_to_day(self, day: int) -> Events:
        """The events whose work was done on or before a school-local day (undated ones included)."""
        return self[: int(np.searchsorted(self.day, day, side="right"))]

    def only(self, keep: NDArray[np.bool_]) -> Events:
        """The events at which `keep` is true, in their order."""
        columns = {name: getattr(self, name)[keep] for name in COLUMNS}
        counts = np.diff(self.skill_start)
        start = np.concatenate([[0], np.cumsum(counts[keep])]).astype(np.int32)
        return Events(**columns, skill_start=start, skills=self.skills[np.repeat(keep, counts)])

    @staticmethod
    def empty() -> Events:
        return Events.from_rows([])

    @staticmethod
    def from_rows(rows: Iterable[dict[str, object]]) -> Events:
        """Build from dicts, for tests and small cases; missing columns take their 'unknown'.

        >>> e = Events.from_rows([{"kind": Kind.RESPONSE, "success": 1, "skills": (7,), "day": 738000}])
        >>> len(e), e.skills.tolist(), e.duration.tolist()
        (1, [7], [-1])
        """
        listed = list(rows)
        default = {"success": UNKNOWN, "score": UNKNOWN, "level": UNKNOWN, "duration": UNKNOWN}
        columns: dict[str, Any] = {
            name: np.array([row.get(name, default.get(name, 0)) for row in listed], dtype=dtype)
            for name, dtype in COLUMNS.items()
        }
        tags: list[tuple[int, ...]] = [tuple(row.get("skills", ())) for row in listed]  # type: ignore[arg-type]
        return Events(**columns, **_compressed(tags))

    @staticmethod
    def concat(parts: Sequence[Events]) -> Events:
        if not parts:
            return Events.empty()
        columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in COLUMNS}
        counts = np.concatenate([np.diff(p.skill_start) for p in parts])
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return Events(**columns, skill_start=start, skills=np.concatenate([p.skills for p in parts]))


def _compressed(tags: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    counts = [len(t) for t in tags]
    return {
        "skill_start": np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32),
        "skills": np.array([s for t in tags for s in t], dtype=np.int32),
    }


assert [f.name for f in fields(Events)] == [*COLUMNS, "skill_start", "skills"]
