"""Has this student helped others?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .context import Context
from .events import Events, Flag, Kind
from .protocol import About, Proof
from .reading import WHOLE_STUDENT, Reading
from .settings import setting
from .terms import half_terms


@dataclass(frozen=True, slots=True)
class HelpingSettings:
    times_kept: int = setting(64, "Times of helping that are kept, the latest ones.")


@dataclass(slots=True)
class Helped:
    days: list[int] = field(default_factory=list)  # one entry each time, sorted


class Helping:
    """How often the student helped another in this half-term."""

    about = About(
        name="help_given",
        title="Help given",
        question="How often did this student help somebody in this half-term?",
        goes_in="Dated notes that the student helped another, by the one who was helped or by an adult who saw it.",
        how="We count the times in this half-term.",
        formula="number of times noted in this half-term",
        how_sure="Most help is never noted, so it is a floor, and there is no interval.",
        not_for="Ranking kindness, rewards by the count. It is there so that somebody can say thank you.",
        estimand="noted times of helping another in this half-term",
        proof=Proof.IDENTITY,
        sources=(
            "Deci, E. L., Koestner, R., & Ryan, R. M. (1999). A meta-analytic review of experiments examining the "
            "effects of extrinsic rewards on intrinsic motivation. Psychological Bulletin, 125(6), 627-668.",
        ),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states={
            "not_enough": "No help has been noted yet.",
            "before": "Help was noted, though not in this half-term.",
            "helped": "This student helped somebody in this half-term.",
        },
    )

    def __init__(self, settings: HelpingSettings | None = None) -> None:
        self.settings = settings or HelpingSettings()

    def init(self) -> Helped:
        return Helped()

    def step(self, state: Helped, events: Events) -> Helped:
        dated = (events.day > 0) & (events.flags & Flag.UNDATED == 0)
        fresh = events.day[dated & (events.kind == Kind.HELPED)].tolist()
        if fresh:
            state.days = sorted([*state.days, *fresh])[-self.settings.times_kept :]
        return state

    def read(self, state: Helped, context: Context) -> list[Reading]:
        """One reading of the whole student."""
        first, last = half_terms(context)[0]
        times = sum(first <= day <= last for day in state.days)
        return [
            Reading(
                measure=self.about.name,
                subject=WHOLE_STUDENT,
                value=float(times) if state.days else None,
                low=None,
                high=None,
                n=len(state.days),
                as_of=context.today,
                state="helped" if times else "before" if state.days else "not_enough",
                detail={"last_day": state.days[-1] if state.days else None},
            )
        ]

    def pack(self, state: Helped) -> bytes:
        return np.array(state.days, "<i4").tobytes()

    def unpack(self, data: bytes) -> Helped:
        return Helped(np.frombuffer(data, "<i4").tolist())
