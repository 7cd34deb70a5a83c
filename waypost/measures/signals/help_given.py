"""Good news: the student helped somebody."""

from __future__ import annotations

from ..helping import Helped
from ..protocol import SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT
from .codes import because
from .good_news import NewsSettings
from .shared import news


class HelpGiven:
    """Raised for the whole student."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="help_given",
        title="Helped somebody",
        question="Has this student helped somebody?",
        rule="Somebody who was helped, or an adult who saw it, has noted it. News for 5 school days.",
        clears="It ends by itself after 10 school days.",
        not_for="Ranking kindness. Most help is never noted.",
        owner="home adult",
        good_news=True,
        private=False,
        sources=(
            "Deci, E. L., Koestner, R., & Ryan, R. M. (1999). A meta-analytic review of experiments examining the "
            "effects of extrinsic rewards on intrinsic motivation. Psychological Bulletin, 125(6), 627-668.",
        ),
        rank=130,
    )

    def __init__(self, settings: NewsSettings | None = None) -> None:
        self.settings = settings or NewsSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict."""
        state: Helped | None = view.states.get("help_given")
        if state is None or not state.days:
            return []
        fresh, kept, context = self.settings.fresh_days, self.settings.kept_days, view.context
        times = sum(news(day, context, fresh, kept) is not None for day in state.days)
        position = news(state.days[-1], context, fresh, kept)
        if position is None:
            return []
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position=position,
                reasons=(because("gave_help", day=state.days[-1], times=times),),
                clears=because("clears_time", days=kept),
                next_step=because("next_thank"),
                inputs={"times": times, "latest": state.days[-1]},
            )
        ]
