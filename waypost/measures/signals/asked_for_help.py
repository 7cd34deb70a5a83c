"""Asked for help: first, always."""

from __future__ import annotations

from dataclasses import dataclass

from ..context import Context
from ..conversations import Request, Talks
from ..protocol import SignalAbout, StudentView, Verdict
from ..settings import setting
from .codes import because


@dataclass(frozen=True, slots=True)
class HelpSettings:
    fresh_days: int = setting(
        10,
        "School days within which a request opens a signal; an older one from an import does not, an open one stays.",
    )


class AskedForHelp:
    """Raised for the skill that was named, or for the whole student; until an adult has talked with them."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="asked_for_help",
        title="Asked for help",
        question="Has this student asked a person for help, and is nobody there yet?",
        rule=(
            "The student asked for help, and no talk with an adult has been noted since. It comes before everything "
            "else, at once. A request older than 10 school days opens nothing new."
        ),
        clears="A talk with any adult.",
        not_for="Counting who asks a lot. Asking is a strength.",
        owner="home adult",
        good_news=False,
        private=False,
        sources=(
            "Newman, R. S. (2002). How self-regulated learners cope with academic difficulty: The role of adaptive "
            "help seeking. Theory Into Practice, 41(2), 132-138.",
        ),
        rank=0,
    )

    def __init__(self, settings: HelpSettings | None = None) -> None:
        self.settings = settings or HelpSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """One verdict for each skill asked about (0: nothing special), from the first request that waits."""
        state: Talks | None = view.states.get("conversations")
        if state is None:
            return []
        by_skill: dict[int, list[Request]] = {}
        for request in state.waiting:
            by_skill.setdefault(request.skill, []).append(request)
        return [self._verdict(skill, requests, view.context) for skill, requests in by_skill.items()]

    def _verdict(self, skill: int, requests: list[Request], context: Context) -> Verdict:
        latest = requests[-1]
        age = context.school_days_since(latest.day)
        return Verdict(
            signal=self.about.name,
            subject=skill,
            position="raise" if age <= self.settings.fresh_days else "hold",
            reasons=tuple(
                because("asked", day=r.day, skill=r.skill, shared_device=r.shared_device) for r in requests
            ),
            clears=because("clears_conversation"),
            next_step=because("next_ask_how_to_help"),
            inputs={"requests": len(requests), "first": requests[0].day, "latest": latest.day, "age": age},
        )
