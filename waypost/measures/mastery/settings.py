"""The numbers of the mastery reading."""

from __future__ import annotations

from dataclasses import dataclass

from ..settings import setting
from ..tries import TriesSettings

PINNED = "Waypost's own choice, Skill mastery"


@dataclass(frozen=True, slots=True)
class MasterySettings(TriesSettings):
    enough_tries: int = setting(4, "Counted tries before anything is said.", PINNED, low=3, high=5)
    enough_items: int = setting(2, "Different items before anything is said.", PINNED)
    developing: float = setting(
        0.6, "From here on it is developing; below it is starting.", PINNED, low=0.5, high=0.8
    )
    secure: float = setting(0.95, "From here on it is secure, if the evidence is broad enough.", PINNED)
    secure_tries: int = setting(5, "Counted tries that secure needs.", PINNED, low=5, high=12)
    secure_items: int = setting(3, "Different items that secure needs.", PINNED)
    secure_days: int = setting(
        2,
        "Days with counted tries that secure needs; not asked for where the tries carry no date.",
        PINNED,
        low=1,
        high=5,
    )
    slipping: float = setting(0.85, "Secure ends when the reading stays below this.", PINNED)
    slipping_tries: int = setting(
        2, "Counted tries in a row below that line, so that one mistake is no slip.", PINNED
    )
    look_after: int = setting(
        40,
        "School days without a counted try after which a secure skill is due for a look.",
        PINNED,
        low=20,
        high=120,
    )
    judged_level: int = setting(3, "Rubric level that counts as there, of 1 to 4.", PINNED)
    judged_good: int = setting(
        2, "Pieces at that level, of the latest three, on as many different tasks.", PINNED
    )
    judged_enough: int = setting(2, "Judged pieces before anything is said from them.")
    judged_apart: int = setting(7, "Days between two such pieces, at least.", PINNED)


DEFAULT = MasterySettings()
