"""One skill of one student as mastery reads it, for growth and the signals: the one place that knows its detail keys.

Nothing here decides what secure means; that is mastery's alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from .reading import Reading

SECURE = ("secure", "due_for_a_look")
NEVER = 0  # a day that has not come, or the evidence had no date


@dataclass(frozen=True, slots=True)
class SkillNow:
    """Days are ordinals, NEVER (0) where it has not happened or the evidence had no date."""

    skill: int
    state: str
    value: float | None
    tries: int  # counted tries
    first_day: int  # of the dated ones among them
    last_day: int
    rise: float | None  # how much the model's estimate went up over the last five counted tries
    loose_tries: int  # dated tries since the skill was last secure, or ever
    loose_right: int
    loose_days: int
    secured_on: int  # the day it first became secure
    slipped_on: int  # the day it last slipped
    refreshed_on: int  # the day it last became secure again
    overruled: int  # 0: by nobody; else the level that a person set: 1 not yet, 4 secure
    overruled_on: int
    tries_since_overruled: int

    @property
    def secure(self) -> bool:
        return self.state in SECURE

    @property
    def dated(self) -> bool:
        """Does anything about it carry a date?"""
        return bool(self.last_day or self.secured_on or self.slipped_on)


def skill_now(reading: Reading) -> SkillNow:
    """A reading of mastery with its detail unpacked; the keys are explained in mastery.readout."""
    detail = reading.detail

    def whole(key: str) -> int:
        return int(detail.get(key) or 0)

    first, since = whole("first_secured"), whole("secure_since")
    again = whole("secured") > 1 or (first > 0 and since != first)
    return SkillNow(
        skill=reading.subject,
        state=reading.state,
        value=reading.value,
        tries=whole("tries"),
        first_day=whole("first_day"),
        last_day=whole("last_day"),
        rise=_rise(reading),
        loose_tries=whole("loose_tries"),
        loose_right=whole("loose_right"),
        loose_days=whole("loose_days"),
        secured_on=first,
        slipped_on=whole("slipped_on"),
        refreshed_on=since if again else NEVER,
        overruled=whole("overruled"),
        overruled_on=whole("overruled_day"),
        tries_since_overruled=whole("tries_since_overruled"),
    )


def _rise(reading: Reading) -> float | None:
    """None where a person's judgement is the reading, or there are too few tries."""
    now, before = reading.detail.get("model_value"), reading.detail.get("before")
    if reading.detail.get("rule") != "model" or now is None or before is None:
        return None
    return round(float(now) - float(before), 6)  # `before` is kept in single precision
