"""Not talked with: nobody is forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from ..conversations import Talks
from ..protocol import SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT
from ..settings import setting
from .codes import because


@dataclass(frozen=True, slots=True)
class TalkSettings:
    days: int = setting(
        20,
        "School days without a conversation with any adult.",
        "Waypost's own choice, In time",
        low=5,
        high=60,
    )


class NotTalkedWith:
    """Raised for the whole student."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="not_talked_with",
        title="Not talked with",
        question="Has any adult had a real talk with this student in the last four weeks?",
        rule=(
            "Twenty school days have passed without a noted conversation with any adult, or since the first day here "
            "if there has been none. Real contact of any kind counts."
        ),
        clears="A talk with any adult.",
        not_for="Judging adults. There is no list by adult and no target.",
        owner="home adult",
        good_news=False,
        private=False,
        sources=("Waypost's own choice: human balance.",),
        rank=50,
    )

    def __init__(self, settings: TalkSettings | None = None) -> None:
        self.settings = settings or TalkSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict; none for a student of whom neither a talk nor a first day is known."""
        state: Talks | None = view.states.get("conversations")
        context = view.context
        talked = state.days[-1] if state and state.days else 0
        since = max(talked, context.enrolled_since)
        if not since:
            return []
        days = context.school_days_since(since)
        if days < self.settings.days:
            return []
        if talked >= context.enrolled_since and talked:
            reason = because("not_talked_since", day=talked, days=days)
        else:
            reason = because("never_talked", since=since, days=days)
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position="raise",
                reasons=(reason,),
                clears=because("clears_conversation"),
                next_step=because("next_find_five_minutes"),
                inputs={"last_talk": talked or None, "enrolled_since": context.enrolled_since, "days": days},
            )
        ]
