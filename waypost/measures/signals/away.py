"""Away: missed days, said as missed days and nothing more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..protocol import Position, SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT, Reason
from ..settings import setting
from .codes import because

TENTH = (
    "Attendance Works: missing 10 % of school days is the usual line for chronic absence; Balfanz, R., & Byrnes, V. "
    "(2012). The importance of being in school. Johns Hopkins University."
)


@dataclass(frozen=True, slots=True)
class AwaySettings:
    in_a_row: int = setting(
        3, "School days missed in a row, up to now.", "Waypost's own choice, In time", low=2, high=10
    )
    window: int = setting(30, "School days that are looked back on.", "Waypost's own choice, In time")
    share: float = setting(0.1, "Share of those days missed.", TENTH, low=0.05, high=0.3)
    fewest: int = setting(3, "Never said for fewer missed days than this, however new the student is.")
    clear_missed: int = setting(
        1, "It ends when no more than this many of those days were missed: two less than it takes."
    )


class Away:
    """Raised for the whole student, where attendance is known."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="away",
        title="Missed days",
        question="Has this student missed several days?",
        rule=(
            "Three school days missed in a row up to now, or a tenth of the last 30 school days. Excused or not makes "
            "no difference: somebody asks how things are. Nothing is said where attendance is not known."
        ),
        clears="At most one missed day among the last 30 school days.",
        not_for="Sanctions, or guessing at reasons. No reason is stored here.",
        owner="home adult",
        good_news=False,
        private=False,
        sources=(TENTH,),
        rank=20,
    )

    def __init__(self, settings: AwaySettings | None = None) -> None:
        self.settings = settings or AwaySettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict."""
        context, settings = view.context, self.settings
        if not context.attendance_known:
            return []
        days = context.days_between(context.enrolled_since, context.today)[-settings.window :]
        missed = np.isin(days, context.absent)
        row = _run_at_the_end(missed)
        count = int(missed.sum())
        reasons: list[Reason] = []
        if row >= settings.in_a_row:
            reasons.append(because("missed_in_a_row", days=row, since=int(days[-row])))
        if count >= max(settings.fewest, settings.share * len(days)):
            reasons.append(because("missed_of_last", missed=count, days=len(days)))
        if not reasons and count <= settings.clear_missed:
            return []
        position: Position = "raise" if reasons else "hold"
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position=position,
                reasons=tuple(reasons) or (because("missed_of_last", missed=count, days=len(days)),),
                clears=because("clears_attendance", missed=settings.clear_missed, days=settings.window),
                next_step=because("next_ask_after"),
                inputs={"missed": count, "days": len(days), "in_a_row": row},
            )
        ]


def _run_at_the_end(missed: np.ndarray) -> int:
    present = np.flatnonzero(~missed)
    return len(missed) if not len(present) else len(missed) - 1 - int(present[-1])
