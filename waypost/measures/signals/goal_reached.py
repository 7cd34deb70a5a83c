"""Good news: a goal of their own has been reached."""

from __future__ import annotations

from ..goals import KIRESUK, OwnGoals
from ..protocol import SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT
from .codes import because
from .good_news import NewsSettings
from .shared import news

ZERO = 3  # the stored level of 0 on the scale


class GoalReached:
    """Raised for the whole student; each goal is a reason."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="goal_reached",
        title="Reached a goal",
        question="Has this student reached a goal of their own?",
        rule="A goal came for the first time to the level that the student had expected, or better. News for 5 school days.",
        clears="It ends by itself after 10 school days.",
        not_for="Comparing students: every goal is its own.",
        owner="home adult",
        good_news=True,
        private=False,
        sources=(KIRESUK,),
        rank=110,
    )

    def __init__(self, settings: NewsSettings | None = None) -> None:
        self.settings = settings or NewsSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict."""
        state: OwnGoals | None = view.states.get("goals")
        if state is None:
            return []
        kept, context = self.settings.kept_days, view.context
        found = {
            key: goal
            for key, goal in state.goals.items()
            if news(goal.reached, context, self.settings.fresh_days, kept)
        }
        if not found:
            return []
        latest = max(goal.reached for goal in found.values())
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position=news(latest, context, self.settings.fresh_days, kept) or "hold",
                reasons=tuple(
                    because("reached_goal", goal=key, day=goal.reached, level=goal.level - ZERO)
                    for key, goal in sorted(found.items(), key=lambda item: (item[1].reached, item[0]))
                ),
                clears=because("clears_time", days=kept),
                next_step=because("next_celebrate"),
                inputs={"goals": len(found), "latest": latest},
            )
        ]
