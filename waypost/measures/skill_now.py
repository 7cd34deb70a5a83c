"""One skill of one student as mastery reads it, for growth and the signals: the one place that knows its detail keys.

Nothing here decides what secure means; that is mastery's alone. The keys are explained in mastery.readout.
"""

from __future__ import annotations

from dataclasses import dataclass

from .reading import Reading

SECURE = ("secure", "due_for_a_look")
NEVER = 0  # a day that has not come, or the evidence had no date


@dataclass(frozen=True, slots=True)
class SkillNow:
    """Days are ordinals, NEVER (0) where it has not happened or the evidence had no date."""

    reading: Reading

    def _whole(self, key: str) -> int:
        return int(self.reading.detail.get(key) or 0)

    @property
    def skill(self) -> int:
        return self.reading.subject

    @property
    def state(self) -> str:
        return self.reading.state

    @property
    def value(self) -> float | None:
        return self.reading.value

    @property
    def tries(self) -> int:
        """Counted tries."""
        return self._whole("tries")

    @property
    def first_day(self) -> int:
        """Of the dated ones among them."""
        return self._whole("first_day")

    @property
    def last_day(self) -> int:
        return self._whole("last_day")

    @property
    def loose_tries(self) -> int:
        """Dated tries since the skill was last secure, or ever."""
        return self._whole("loose_tries")

    @property
    def loose_right(self) -> int:
        return self._whole("loose_right")

    @property
    def loose_days(self) -> int:
        return self._whole("loose_days")

    @property
    def secured_on(self) -> int:
        """The day it first became secure."""
        return self._whole("first_secured")

    @property
    def slipped_on(self) -> int:
        """The day it last slipped."""
        return self._whole("slipped_on")

    @property
    def refreshed_on(self) -> int:
        """The day it last became secure again."""
        since = self._whole("secure_since")
        again = self._whole("secured") > 1 or (self.secured_on > 0 and since != self.secured_on)
        return since if again else NEVER

    @property
    def overruled(self) -> int:
        """0: by nobody; else the level that a person set: 1 not yet, 4 secure."""
        return self._whole("overruled")

    @property
    def overruled_on(self) -> int:
        return self._whole("overruled_day")

    @property
    def tries_since_overruled(self) -> int:
        return self._whole("tries_since_overruled")

    @property
    def by_model(self) -> bool:
        """Does the model read this skill, and not people's judgement?"""
        return self.reading.detail.get("rule") == "model"

    @property
    def rise(self) -> float | None:
        """How much the model's estimate went up over the last five counted tries.

        None where a person's judgement is the reading, or there are too few tries.
        """
        now, before = self.reading.detail.get("model_value"), self.reading.detail.get("before")
        if not self.by_model or now is None or before is None:
            return None
        return round(float(now) - float(before), 6)  # `before` is kept in single precision

    @property
    def secure(self) -> bool:
        return self.state in SECURE

    @property
    def dated(self) -> bool:
        """Does anything about it carry a date?"""
        return bool(self.last_day or self.secured_on or self.slipped_on)
