"""One skill of one student as mastery reads it, for growth and the signals: the one place that knows its detail keys.

Nothing here decides what secure means; that is mastery's alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from .reading import Reading

SECURE = ("secure", "due")  # due for a look is secure, only not seen for a while
NEVER = 0  # a day that has not come


@dataclass(frozen=True, slots=True)
class SkillNow:
    """Days are ordinals, NEVER (0) where it has not happened or the evidence had no date."""

    skill: int
    state: str
    value: float | None
    tries: int  # counted tries
    right: int | None  # right ones among them, where the rule knows right and wrong
    days: int  # dated days with a counted try
    first_day: int  # of the first counted try
    last_day: int  # of the latest counted try
    rise: float | None  # how much the estimate went up over the last five counted tries
    secured_on: int  # the day it first became secure
    slipped_on: int  # the day it last slipped
    refreshed_on: int  # the day it last became secure again
    overruled: int  # 0: by nobody; else the level that a person set: 1 not yet, 4 secure
    overruled_on: int
    tries_since_overruled: int

    @property
    def secure(self) -> bool:
        return self.state in SECURE


def skill_now(reading: Reading) -> SkillNow:
    """A reading of mastery with its detail unpacked."""

    def whole(key: str) -> int:
        return int(reading.detail.get(key) or 0)

    rise, right = reading.detail.get("rise"), reading.detail.get("right")
    return SkillNow(
        skill=reading.subject,
        state=reading.state,
        value=reading.value,
        tries=reading.n,
        right=int(right) if right is not None else None,
        days=whole("days"),
        first_day=whole("first_day"),
        last_day=whole("last_day"),
        rise=float(rise) if rise is not None else None,
        secured_on=whole("secured_on"),
        slipped_on=whole("slipped_on"),
        refreshed_on=whole("refreshed_on"),
        overruled=whole("overruled"),
        overruled_on=whole("overruled_on"),
        tries_since_overruled=whole("tries_since_overruled"),
    )
