"""Good news: a skill has become secure."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol import SignalAbout, StudentView, Verdict
from ..settings import setting
from ..skill_now import SkillNow
from .codes import because
from .overruling import ENOUGH, HELP, contradicted
from .shared import news


@dataclass(frozen=True, slots=True)
class SecuredSettings:
    fresh_days: int = setting(5, "School days for which it may open as news.")
    kept_days: int = setting(10, "School days after which it ends by itself.")
    overrule_tries: int = setting(ENOUGH, HELP)


class Secured:
    """Raised for a skill, the first time that it becomes secure."""

    reads: tuple[str, ...] = ("mastery",)
    about = SignalAbout(
        name="secured",
        title="A skill is secure",
        question="Has this student just got a skill for good?",
        rule="The skill became secure for the first time within the last 5 school days, and it still is.",
        clears="It ends by itself after 10 school days.",
        not_for="Ranks or announced rewards. A person tells the student what they did well.",
        owner="class teacher",
        good_news=True,
        private=False,
        sources=("Waypost's own choice: recognition.",),
        rank=120,
    )

    def __init__(self, settings: SecuredSettings | None = None) -> None:
        self.settings = settings or SecuredSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """One verdict for each skill that is news."""
        verdicts = [self._verdict(now, view) for now in map(SkillNow, view.of("mastery")) if now.secure]
        return [v for v in verdicts if v is not None]

    def _verdict(self, now: SkillNow, view: StudentView) -> Verdict | None:
        position = news(now.secured_on, view.context, self.settings.fresh_days, self.settings.kept_days)
        if position is None:
            return None
        reason = because("became_secure", day=now.secured_on, tries=now.tries)
        overruled = contradicted(now, "secure", self.settings.overrule_tries)
        return Verdict(
            signal=self.about.name,
            subject=now.skill,
            position="suspend" if overruled else position,
            reasons=(overruled, reason) if overruled else (reason,),
            clears=because("clears_time", days=self.settings.kept_days),
            next_step=because("next_celebrate"),
            inputs={
                "secured_on": now.secured_on,
                "state": now.state,
                "value": now.value,
                "overruled": now.overruled,
            },
        )
