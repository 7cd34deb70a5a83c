"""Low pulse: a student let an adult know twice lately that it is not going well."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from ..context import Context
from ..protocol import Position, SignalAbout, StudentView, Verdict
from ..pulse import Pulses, Said
from ..reading import WHOLE_STUDENT
from ..settings import setting
from .codes import because

PINNED = "Waypost's own choice, In time: low pulse"


@dataclass(frozen=True, slots=True)
class LowPulseSettings:
    low: int = setting(2, "Levels up to this one are low: the two lowest of five.", PINNED)
    last: int = setting(3, "Shared pulses that are looked at, the latest ones.", PINNED)
    lows: int = setting(2, "So many of them must be low.", PINNED, low=1, high=3)
    below: float = setting(1.0, "A low one lies at least so far below the own median.", PINNED)
    earlier: int = setting(
        3, "Earlier shared pulses from which the own median is taken; with fewer, from all shared ones."
    )
    fresh_days: int = setting(10, "The latest pulse is at most so many school days old.")
    kept_days: int = setting(20, "It ends by itself so many school days after the latest shared pulse.")


class LowPulse:
    """Raised for the whole student, for the one adult with whom these pulses were shared."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="low_pulse",
        title="Low pulse",
        question="Has this student let an adult know twice lately that it is not going well?",
        rule=(
            "Two of the last three pulses that the student shared with you are not good or so-so, and at least one step "
            "below what is usual for this student. Pulses from a shared tablet are never enough alone. Not answering "
            "says nothing, and what is only for oneself is not looked at."
        ),
        clears="The last two pulses shared with you are better, or no pulse was shared for 20 school days.",
        not_for="A diagnosis, or a list of moods. It goes to the adult whom the student chose, and to nobody else.",
        owner="home adult",
        good_news=False,
        private=False,
        sources=(PINNED,),
        rank=5,
    )

    def __init__(self, settings: LowPulseSettings | None = None) -> None:
        self.settings = settings or LowPulseSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict: of the adult to whom low pulses were told last."""
        state: Pulses | None = view.states.get("pulse")
        if state is None:
            return []
        by_latest = dict.fromkeys(said.adult for said in reversed(state.said))
        found = [v for adult in by_latest if (v := self._for(adult, state.with_adult(adult), view.context))]
        return sorted(found, key=lambda v: v.position != "raise")[:1]

    def _for(self, adult: int, said: list[Said], context: Context) -> Verdict | None:
        """What may be said to one adult, from what was shared with this adult alone."""
        settings = self.settings
        latest = said[-settings.last :]
        usual = self._usual(said)
        low = [s for s in latest if s.level <= settings.low and s.level <= usual - settings.below]
        age = context.school_days_since(said[-1].day)
        position = self._position(said, latest, low, age)
        if position is None:
            return None
        return Verdict(
            signal=self.about.name,
            subject=WHOLE_STUDENT,
            position=position,
            reasons=(because("low_pulses", low=len(low), last=len(latest), day=said[-1].day),),
            clears=because("clears_better_pulses"),
            next_step=because("next_ask_how_it_goes"),
            inputs={"low": len(low), "last": len(latest), "usual": usual, "age": age},
            only_for=adult,
        )

    def _position(self, said: list[Said], latest: list[Said], low: list[Said], age: int) -> Position | None:
        settings = self.settings
        sure = any(not s.shared_device for s in low)
        if len(latest) == settings.last and len(low) >= settings.lows and sure and age <= settings.fresh_days:
            return "raise"
        better = all(s.level > settings.low for s in said[-2:])
        return None if better or age > settings.kept_days else "hold"

    def _usual(self, said: list[Said]) -> float:
        earlier = said[: -self.settings.last]
        return float(median(s.level for s in (earlier if len(earlier) >= self.settings.earlier else said)))
