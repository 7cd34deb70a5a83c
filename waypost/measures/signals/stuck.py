"""Stuck: many tries on several days, still trying, and nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol import Position, SignalAbout, StudentView, Verdict
from ..reading import Reason, Scalar
from ..settings import setting
from ..skill_now import SkillNow
from .codes import because
from .overruling import ENOUGH, HELP, contradicted

BECK = "Beck, J. E., & Gong, Y. (2013). Wheel-spinning: Students who fail to master a skill. AIED 2013, LNCS 7926, 431-440."


@dataclass(frozen=True, slots=True)
class StuckSettings:
    tries: int = setting(10, "Counted tries without the skill becoming secure.", BECK, low=5, high=30)
    days: int = setting(
        2, "School days on which these tries were made.", "Waypost's own choice, In time", low=1, high=5
    )
    recent_days: int = setting(
        5, "The last try is at most so many school days ago.", "Waypost's own choice, In time", low=2, high=15
    )
    rise: float = setting(
        0.10, "The estimate went up by less than this over the last 5 tries.", "Waypost's own choice"
    )
    clear_rise: float = setting(0.15, "It ends when the estimate went up by this much: half as much again.")
    clear_days: int = setting(
        20, "It also ends after so many school days without a try: the work has moved on."
    )
    overrule_tries: int = setting(ENOUGH, HELP)


class Stuck:
    """Raised for a skill."""

    reads: tuple[str, ...] = ("mastery",)
    about = SignalAbout(
        name="stuck",
        title="Stuck on a skill",
        question="Is this student trying again and again without getting there?",
        rule=(
            "At least 10 tries that count, on 2 days or more, the last one at most 5 school days ago; the skill is not "
            "secure, and our estimate went up by less than 10 points over the last 5 tries. If a skill that this one "
            "builds on is not secure yet, we name it."
        ),
        clears="The skill is secure, or the estimate went up by 15 points, or nobody has tried it for 20 school days.",
        not_for="Grades. It speaks of the way we teach this skill as much as of the student.",
        owner="class teacher",
        good_news=False,
        private=False,
        sources=(BECK,),
        rank=10,
    )

    def __init__(self, settings: StuckSettings | None = None) -> None:
        self.settings = settings or StuckSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict for each skill."""
        verdicts = []
        for reading in view.of("mastery"):
            now = SkillNow(reading)
            position = self._position(now, view)
            if position:
                verdicts.append(self._verdict(now, position, view))
        return verdicts

    def _position(self, now: SkillNow, view: StudentView) -> Position | None:
        """Nothing is said without dates. A skill that slipped counts its tries from then on."""
        settings = self.settings
        if now.secure or now.rise is None or not now.last_day:
            return None
        few = now.loose_tries < settings.tries or now.loose_days < settings.days
        if few or now.rise >= settings.clear_rise:
            return None
        age = view.context.school_days_since(now.last_day)
        if age > settings.clear_days:
            return None
        return "raise" if age <= settings.recent_days and now.rise < settings.rise else "hold"

    def _verdict(self, now: SkillNow, position: Position, view: StudentView) -> Verdict:
        reasons: list[Reason] = [
            because("stuck_tries", tries=now.loose_tries, right=now.loose_right, days=now.loose_days),
            because("stuck_no_rise", tries=5, rise=now.rise),
        ]
        before = _missing_prerequisite(now.skill, view)
        if before:
            reasons.append(because("missing_prerequisite", skill=before.subject, state=before.state))
        overruled = contradicted(now, "not secure", self.settings.overrule_tries)
        inputs: dict[str, Scalar] = {
            "tries": now.loose_tries,
            "days": now.loose_days,
            "last_day": now.last_day,
            "rise": now.rise,
            "value": now.value,
            "prerequisite": before.subject if before else None,
            "overruled": now.overruled,
        }
        return Verdict(
            signal=self.about.name,
            subject=now.skill,
            position="suspend" if overruled else position,
            reasons=(overruled, *reasons) if overruled else tuple(reasons),
            clears=because("clears_progress", rise=self.settings.clear_rise),
            next_step=because("next_try_prerequisite", skill=before.subject)
            if before
            else because("next_other_way"),
            inputs=inputs,
        )


@dataclass(frozen=True, slots=True)
class _Prerequisite:
    subject: int
    state: str
    value: float


def _missing_prerequisite(skill: int, view: StudentView) -> _Prerequisite | None:
    """The least known skill that this one builds on and that is not secure; one never tried comes last."""
    found = []
    for subject in view.context.prerequisites.get(skill, ()):
        reading = view.readings.get(("mastery", subject))
        if reading is None:
            found.append(_Prerequisite(subject, "not_enough", 1.0))
        elif not SkillNow(reading).secure:
            found.append(
                _Prerequisite(subject, reading.state, 1.0 if reading.value is None else reading.value)
            )
    return min(found, key=lambda p: (p.value, p.subject)) if found else None
