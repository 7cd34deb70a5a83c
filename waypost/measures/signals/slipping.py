"""Slipping: a skill was secure, and the latest tries say that it is shaky."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol import SignalAbout, StudentView, Verdict
from ..settings import setting
from ..skill_now import SkillNow
from .codes import because
from .overruling import ENOUGH, HELP, contradicted


@dataclass(frozen=True, slots=True)
class SlippingSettings:
    wrong: int = setting(
        2,
        "Counted tries that went wrong after the slip before it opens: the slip itself is often chance.",
        low=1,
        high=6,
    )
    recent_days: int = setting(
        10, "School days after the latest try for which it may open: an import of last year opens nothing."
    )
    overrule_tries: int = setting(ENOUGH, HELP)


class Slipping:
    """Raised for a skill. Only tries can show it; time alone never does."""

    reads: tuple[str, ...] = ("mastery",)
    about = SignalAbout(
        name="slipping",
        title="A skill is slipping",
        question="Is something that this student could do no longer there?",
        rule=(
            "The skill was secure, and after at least 2 tries our estimate lies below 85 %. It opens once 2 more tries "
            "have gone wrong before the skill is secure again, within 10 school days of the latest try; where people "
            "judge the skill, it opens at once. Time without tries changes nothing."
        ),
        clears="The skill is secure again.",
        not_for="Grades. Forgetting is how memory works; a short look back mends most of it.",
        owner="class teacher",
        good_news=False,
        private=False,
        sources=(
            "Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing: Modeling the acquisition of procedural "
            "knowledge. User Modeling and User-Adapted Interaction, 4(4), 253-278.",
        ),
        rank=40,
        version=2,
    )

    def __init__(self, settings: SlippingSettings | None = None) -> None:
        self.settings = settings or SlippingSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """One verdict for each skill that slipped and is not secure again."""
        slipped = [
            now for now in map(SkillNow, view.of("mastery")) if now.slipped_on and now.state == "slipping"
        ]
        return [self._verdict(now, view) for now in slipped]

    def _verdict(self, now: SkillNow, view: StudentView) -> Verdict:
        reason = because("slipped", day=now.slipped_on, secure_since=now.secured_on or None, tries=now.tries)
        overruled = contradicted(now, "not secure", self.settings.overrule_tries)
        age = view.context.school_days_since(max(now.slipped_on, now.last_day))
        opens = age <= self.settings.recent_days and self._seen_again(now)
        return Verdict(
            signal=self.about.name,
            subject=now.skill,
            position="suspend" if overruled else "raise" if opens else "hold",
            reasons=(overruled, reason) if overruled else (reason,),
            clears=because("clears_secure"),
            next_step=because("next_short_review"),
            inputs={
                "state": now.state,
                "value": now.value,
                "slipped_on": now.slipped_on,
                "last_day": now.last_day,
                "tries_since": now.loose_tries,
                "right_since": now.loose_right,
                "overruled": now.overruled,
            },
        )

    def _seen_again(self, now: SkillNow) -> bool:
        """Did the tries after the slip say so again? On made-up schools half of the bare slips were chance: see the
        decision 0008. What people judged needs no second look: they had one."""
        return not now.by_model or now.loose_tries - now.loose_right >= self.settings.wrong
