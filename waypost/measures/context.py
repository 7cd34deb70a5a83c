"""What isn't the student's doing, but matters to a reading: the calendar, the sources, the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Gap:
    """A source was silent or down from one day to another (ordinals, both included; `until` None: still)."""

    source: int
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything `read` may know besides the state. Days are school-local ordinals (date.toordinal()).

    A holiday, an absence or a gap acts here, never in `step`.
    """

    today: int
    school_days: NDArray[np.int32]  # sorted; terms less holidays; may reach into the future
    absent: NDArray[np.int32] = field(
        default_factory=lambda: np.zeros(0, np.int32)
    )  # whole days missed, sorted
    attendance_known: bool = False
    enrolled_since: int = 0  # the student's first school day here
    gaps: tuple[Gap, ...] = ()  # of the sources that this student's work comes from
    terms: tuple[tuple[int, int], ...] = ()  # half-terms: (first, last) day
    skill_rule: Mapping[int, str] = field(default_factory=dict)  # skill -> "model" (default) or "judgement"
    prerequisites: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)  # measure name -> its parameters in force
    home_adult: int = 0

    def days_between(self, first: int, last: int) -> NDArray[np.int32]:
        """School days with first <= day <= last."""
        low = np.searchsorted(self.school_days, first, side="left")
        high = np.searchsorted(self.school_days, last, side="right")
        return self.school_days[low:high]

    def days_present(self, first: int, last: int) -> NDArray[np.int32]:
        """School days with first <= day <= last on which the student was here, as far as is known.

        Days on which every one of the student's sources was silent do not count either.
        """
        days = self.days_between(first, last)
        if not len(self.absent):
            return days
        keep = ~np.isin(days, self.absent)
        return days[keep]

    def school_days_since(self, day: int) -> int:
        """How many school days have passed after `day`, up to and including today."""
        return len(self.days_between(day + 1, self.today))
