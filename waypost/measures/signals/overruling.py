"""People outrank the model: a claim that a person has contradicted waits until there is enough new evidence."""

from __future__ import annotations

from typing import Literal

from ..reading import Reason
from ..skill_now import SkillNow
from .codes import because

NOT_YET, SECURE = 1, 4  # levels of an overruling event
ENOUGH = 5  # counted tries: as many as secure takes
HELP = (
    "Counted tries after a person set the reading before the model may contradict: as many as secure takes."
)


def contradicted(now: SkillNow, claim: Literal["secure", "not secure"], tries: int) -> Reason | None:
    """Why the claim has to wait: a person said otherwise, and there were fewer than `tries` since. Else None."""
    against = NOT_YET if claim == "secure" else SECURE
    if now.overruled != against or now.tries_since_overruled >= tries:
        return None
    return because("overruled", day=now.overruled_on, secure=now.overruled == SECURE)
