"""Growth, read from mastery's own fold: there is no second definition of secure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..context import Context
from ..events import Events
from ..intervals import rate_interval
from ..mastery import Mastery, MasterySettings, Skills
from ..protocol import About, Proof
from ..reading import WHOLE_STUDENT, Reading
from ..skill_now import SkillNow
from ..terms import half_terms
from . import pace
from .forecast import Outlook, forecast
from .numbers import GrowthSettings


class Growth:
    """One reading of the pace (subject 0), and one a skill on the way: when it may be secure."""

    rests_on = "mastery"
    about = About(
        name="growth",
        title="Growth at the own pace",
        question="What has this student got in this half-term beside the last, and when may a skill be secure?",
        goes_in="The skills as mastery reads them, with the days on which they became secure, slipped and came back; days here.",
        how=(
            "We count the skills that became secure for the first time in this half-term, how many of them still are, "
            "how many slipped and how many were refreshed, beside the half-term before. The pace is given for five "
            "school days here, so that missed days and holidays do not slow anybody down. For a skill with at least "
            "8 tries we draw 200 ways in which it could go on, and give the middle one and the range of the middle "
            "eight of ten. Work without dates is left out."
        ),
        formula="rate = (secured + .5) / (days present / 5); interval from Gamma(secured + .5, days present / 5)",
        how_sure=(
            "The range of the pace holds the true one in about 95 of 100 half-terms, taken over students (for one exact "
            "pace between 91 and 99). Two half-terms differ only if chance alone would hardly make them so different. "
            "A forecast assumes that the tries go on as before; it is a range, not a promise."
        ),
        not_for="Marks, ranks, comparing students or teachers. Skills differ in size; the own past is the only measure.",
        estimand="skills that become secure for the first time, for five school days present",
        proof=Proof.COVERAGE,
        sources=(
            "Brown, L. D., Cai, T. T., & DasGupta, A. (2003). Interval estimation in exponential families. Statistica "
            "Sinica, 13, 19-49.",
            "Przyborowski, J., & Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series. "
            "Biometrika, 31, 313-323.",
            "Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing. User Modeling and User-Adapted Interaction, "
            "4(4), 253-278.",
        ),
        reference="scipy.stats.gamma; simulated students with a known pace",
        states={
            "not_enough": "There is no dated work with skills yet, or fewer than five days here in this half-term.",
            "new": "There is a pace, and no half-term before to put beside it.",
            "alike": "This half-term and the last differ by no more than chance.",
            "more": "More skills became secure than in the last half-term, beyond chance.",
            "less": "Fewer skills became secure than in the last half-term, beyond chance.",
            "forecast": "A skill on the way: the value says in how many days here it may be secure.",
            "far": "A skill on the way that is further off than we can say.",
        },
    )

    def __init__(self, mastery: Mastery, settings: GrowthSettings | None = None) -> None:
        self.mastery = mastery
        self.settings = settings or GrowthSettings()

    def with_parameters(self, values: Any) -> Growth:
        """The same over mastery with the parameters in force."""
        return Growth(self.mastery.with_parameters(values), self.settings)

    def with_settings(self, settings: MasterySettings) -> Growth:
        """The same over mastery by other numbers: a skill is secure here when it is secure there."""
        own = replace(self.settings, secure_at=settings.secure, secure_tries=settings.secure_tries)
        return Growth(self.mastery.with_settings(settings), own)

    def init(self) -> Skills:
        return self.mastery.init()

    def step(self, state: Skills, events: Events) -> Skills:
        return self.mastery.step(state, events)

    def pack(self, state: Skills) -> bytes:
        return self.mastery.pack(state)

    def unpack(self, data: bytes) -> Skills:
        return self.mastery.unpack(data)

    def read(self, state: Skills, context: Context) -> list[Reading]:
        """The pace first, then the skills on the way that may be forecast."""
        return self.tell(self.look(state, context), context)

    def look(self, state: Skills, context: Context) -> list[Reading]:
        """The skills as mastery reads them."""
        return self.mastery.read(state, context)

    def tell(self, look: list[Reading], context: Context) -> list[Reading]:
        skills = [SkillNow(r) for r in look]
        dated = [s for s in skills if s.dated]
        return [self._pace(dated, context), *self._forecasts(dated, context)]

    def _pace(self, skills: list[SkillNow], context: Context) -> Reading:
        settings = self.settings
        begun = max(context.enrolled_since, min(map(_begun, skills), default=context.today))
        this, last = half_terms(context)
        now = pace.half_term(skills, this, begun, context)
        before = pace.half_term(skills, last, begun, context)
        value = low = high = None
        state = "not_enough"
        if skills and now.days >= settings.days_needed:
            weeks = now.days / settings.week
            value = (now.secured + settings.prior) / weeks
            low, high = rate_interval(now.secured, weeks, settings.prior)
            state = pace.compare(now, before, settings.days_needed)
        return Reading(
            measure=self.about.name,
            subject=WHOLE_STUDENT,
            value=value,
            low=low,
            high=high,
            n=len(skills),
            as_of=context.today,
            state=state,
            detail={
                "days": now.days,
                "secured": now.secured,
                "still_secure": now.still_secure,
                "slipped": now.slipped,
                "refreshed": now.refreshed,
                "days_before": before.days,
                "secured_before": before.secured,
                "still_secure_before": before.still_secure,
                "slipped_before": before.slipped,
                "refreshed_before": before.refreshed,
                "secure_now": sum(s.secure for s in skills),
            },
            series=pace.by_week(skills, begun, context, settings.series_weeks) if skills else (),
        )

    def _forecasts(self, skills: list[SkillNow], context: Context) -> list[Reading]:
        """A reading for each skill that is not secure, was tried lately and often enough, and is read by the model."""
        on_the_way = [
            s
            for s in skills
            if not s.secure
            and s.by_model
            and s.tries >= self.settings.tries_needed
            and context.school_days_since(s.last_day) <= self.settings.recent_days
        ]
        return [self._forecast(s, s.value, context) for s in on_the_way if s.value is not None]

    def _forecast(self, now: SkillNow, known: float, context: Context) -> Reading:
        parameters = self.mastery.parameters
        _, learn, guess, slip, forget = parameters.of[parameters.places([now.skill])[0]].tolist()
        days = len(context.days_present(now.first_day, context.today))
        ahead = forecast(Outlook(known, learn, guess, slip, forget, now.tries, days), self.settings)
        return Reading(
            measure=self.about.name,
            subject=now.skill,
            value=ahead.median,
            low=ahead.low,
            high=ahead.high,
            n=now.tries,
            as_of=context.today,
            state="far" if ahead.median is None else "forecast",
            detail={"days": days},
        )


def _begun(now: SkillNow) -> int:
    """The first day on which anything is known of this skill."""
    return min(day for day in (now.first_day, now.secured_on, now.slipped_on) if day)
