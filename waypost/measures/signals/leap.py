"""Good news: more skills at once than this student's own pace would let one expect."""

from __future__ import annotations

from dataclasses import dataclass

from ..context import Context
from ..engagement.fold import Days
from ..intervals import negative_binomial_tail
from ..protocol import SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT
from ..settings import setting
from ..skill_now import SkillNow
from .codes import because
from .shared import news


@dataclass(frozen=True, slots=True)
class LeapSettings:
    window: int = setting(10, "Days present in which the skills became secure.")
    earlier_days: int = setting(20, "Days present before those that must be known.")
    longest: int = setting(60, "Days present before those that are looked at: the own pace of late.")
    skills: int = setting(3, "Fewer skills than this are no leap.", low=2, high=10)
    probability: float = setting(0.05, "So many or more must be less likely than this at the own pace.")
    fresh_days: int = setting(5, "School days for which it may open as news.")
    kept_days: int = setting(10, "School days after which it ends by itself.")


class Leap:
    """Raised for the whole student."""

    reads: tuple[str, ...] = ("mastery",)
    about = SignalAbout(
        name="leap",
        title="A leap",
        question="Has this student just got much further than usual?",
        rule=(
            "At least 3 skills became secure within 10 days here, and so many would happen by chance less than once in "
            "20 times at the student's own pace over the days before. Known for at least 30 days here."
        ),
        clears="It ends by itself after 10 school days.",
        not_for="Comparing students: a leap is one beside the own pace only.",
        owner="home adult",
        good_news=True,
        private=False,
        sources=(
            "Gelman, A., et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.6: Gamma-Poisson prediction.",
        ),
        rank=115,
    )

    def __init__(self, settings: LeapSettings | None = None) -> None:
        self.settings = settings or LeapSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict, counted back from the latest skill that became secure."""
        secured = sorted(
            now.secured_on for now in map(SkillNow, view.of("mastery")) if now.secured_on and _believed(now)
        )
        if not secured:
            return []
        settings, context = self.settings, view.context
        position = news(secured[-1], context, settings.fresh_days, settings.kept_days)
        worked: Days | None = view.states.get("days_worked")
        counts = self._counts(secured, context, worked.first_day if worked else secured[0])
        if position is None or counts is None:
            return []
        now, before, days, earlier = counts
        chance = negative_binomial_tail(now, before + 0.5, days / earlier)
        if now < settings.skills or chance >= settings.probability:
            return []
        usual = (before + 0.5) * days / earlier
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position=position,
                reasons=(because("many_at_once", secured=now, days=days, usual=usual),),
                clears=because("clears_time", days=settings.kept_days),
                next_step=because("next_celebrate"),
                inputs={
                    "secured": now,
                    "before": before,
                    "days": days,
                    "earlier_days": earlier,
                    "chance": chance,
                },
            )
        ]

    def _counts(self, secured: list[int], context: Context, begun: int) -> tuple[int, int, int, int] | None:
        """Skills secured in the window and before, and the days here of both; None while too few are known.

        Days before the first trace of work (`begun`) do not count: a new tool is no leap.
        """
        last = secured[-1]
        known = context.days_present(max(context.enrolled_since, begun), last)
        days = known[-self.settings.window - self.settings.longest :]
        if len(days) < self.settings.window + self.settings.earlier_days:
            return None
        first, start = int(days[-self.settings.window]), int(days[0])
        now = sum(first <= day <= last for day in secured)
        before = sum(start <= day < first for day in secured)
        return now, before, self.settings.window, len(days) - self.settings.window


def _believed(now: SkillNow) -> bool:
    """Not one that a person has set to not yet."""
    return now.overruled != 1
