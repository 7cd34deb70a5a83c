"""Good news, and private: back after missed days, or back at work after a quiet time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..context import Context
from ..engagement import exposure
from ..engagement.fold import Days
from ..protocol import Position, SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT, Reason
from ..settings import setting
from .codes import because
from .gone_quiet import QuietSettings, is_quiet, prior_of, silence
from .shared import news


@dataclass(frozen=True, slots=True)
class ReturnSettings:
    fresh_days: int = setting(5, "School days for which it may open as news.")
    kept_days: int = setting(10, "School days after which it ends by itself.")
    missed_in_a_row: int = setting(
        3, "Missed school days in a row from which to come back.", "as for missed days"
    )
    days_back: int = setting(2, "Days back before it is said, so that it stands when it is said.")


@dataclass(frozen=True, slots=True)
class Return:
    day: int  # the first day back
    settled: int  # the day on which it counted as a return
    reason: Reason


class Returned:
    """Raised for the whole student. It tells of a low past, so it is the student's to share."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="returned",
        title="Back again",
        question="Has this student come back after missed days or a quiet time?",
        rule=(
            "Here on 2 days after 3 or more missed days in a row; or work on 2 days after a time that met the rule of "
            "gone quiet on the day before the first of them. News for 5 school days."
        ),
        clears="It ends by itself after 10 school days.",
        not_for="Telling others. That somebody was away is theirs to tell; a warm word in private is right.",
        owner="home adult",
        good_news=True,
        private=True,
        sources=("Waypost's own choice: recognition.",),
        rank=100,
    )

    def __init__(self, settings: ReturnSettings | None = None, quiet: QuietSettings | None = None) -> None:
        self.settings = settings or ReturnSettings()
        self.quiet = quiet or QuietSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict, with the latest return of each kind as reasons."""
        context = view.context
        state: Days | None = view.states.get("days_worked")
        found = [self._from_absence(context), self._to_work(state, context) if state else None]
        returns = [r for r in found if r is not None and self._news(r, context)]
        if not returns:
            return []
        latest = max(returns, key=lambda r: r.settled)
        return [
            Verdict(
                signal=self.about.name,
                subject=WHOLE_STUDENT,
                position=self._news(latest, context) or "hold",
                reasons=tuple(r.reason for r in returns),
                clears=because("clears_time", days=self.settings.kept_days),
                next_step=because("next_welcome_quietly"),
                inputs={"day": latest.day, "settled": latest.settled},
            )
        ]

    def _news(self, back: Return, context: Context) -> Position | None:
        return news(back.settled, context, self.settings.fresh_days, self.settings.kept_days)

    def _from_absence(self, context: Context) -> Return | None:
        """The latest run of missed days that was followed by days here."""
        if not context.attendance_known:
            return None
        days = context.days_between(context.enrolled_since, context.today)
        missed = np.isin(days, context.absent)
        here = np.flatnonzero(~missed)
        for place in range(len(here) - self.settings.days_back, 0, -1):
            row = int(here[place] - here[place - 1]) - 1
            if row >= self.settings.missed_in_a_row:
                first = int(days[here[place]])
                settled = int(days[here[place + self.settings.days_back - 1]])
                return Return(first, settled, because("came_back_from_absence", day=first, missed=row))
        return None

    def _to_work(self, state: Days, context: Context) -> Return | None:
        """The latest trace that ended a quiet time, if another day with work has followed."""
        traces = state.days_with_traces()
        traces = traces[traces <= context.today]
        counted = exposure.counted_days(state, context, self.quiet.source_share)
        prior = prior_of(context, self.quiet)
        for place in range(len(traces) - self.settings.days_back, 0, -1):
            settled = int(traces[place + self.settings.days_back - 1])
            if context.school_days_since(settled) > self.settings.kept_days:
                return None
            before, first = int(traces[place - 1]), int(traces[place])
            silent = counted[(counted > before) & (counted < first)]
            if len(silent) >= self.quiet.silent_days and is_quiet(
                silence(state, counted[counted < first], first - 1, self.quiet, prior), self.quiet
            ):
                return Return(first, settled, because("came_back_to_work", day=first, days=len(silent)))
        return None
