"""Gone quiet: fewer days with work than this student's own weeks would let one expect, and nothing for a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..context import Context, Gap
from ..engagement import exposure
from ..engagement.fold import HOURS, Days
from ..intervals import beta_binomial_cdf
from ..protocol import Position, SignalAbout, StudentView, Verdict
from ..reading import WHOLE_STUDENT, Reason
from ..settings import setting
from .codes import because
from .shared import away_now

PINNED = "Waypost's own choice, In time; our simulation in tests/measures/signals/test_gone_quiet.py"


@dataclass(frozen=True, slots=True)
class QuietSettings:
    window: int = setting(10, "Days present that are looked at.", PINNED)
    baseline: int = setting(
        30, "Days present before those, which show what is usual for this student.", PINNED
    )
    probability: float = setting(
        0.005, "So few days, or fewer, must be less likely than this.", PINNED, low=0.0005, high=0.02
    )
    silent_days: int = setting(
        5, "Days present since the last trace before anything is said.", PINNED, low=3, high=15
    )
    new_days: int = setting(20, "Days present that must be known before anything is said.", PINNED)
    prior_alpha: float = setting(
        3.0, "Where no class has been fitted: chance of a day with work, Beta(3, 2).", PINNED
    )
    prior_beta: float = setting(
        2.0, "Where no class has been fitted: chance of a day with work, Beta(3, 2).", PINNED
    )
    clear_days: int = setting(2, "Days with work that end it: one click is no return, two days are.")
    clear_within: int = setting(5, "Days present within which those days must lie.")
    clear_probability: float = setting(
        0.05,
        "It also ends when there is work again and so few days are no longer unlikely: ten times the limit above.",
    )
    source_share: float = setting(
        0.1, "A silent source matters if this share of the days worked had traces from it."
    )


@dataclass(frozen=True, slots=True)
class Silence:
    """What the decision looks at; counts are days present."""

    worked: int  # days with a trace in the window
    days: int  # days in the window
    usual_worked: int
    usual_days: int
    since: int  # days present after the last trace
    latest: int  # days with a trace among the last `clear_within`
    last_trace: int  # that day
    probability: float  # of so few or fewer, at the student's own earlier rate


def silence(
    state: Days, days: NDArray[np.int32], upto: int, settings: QuietSettings, prior: tuple[float, float]
) -> Silence | None:
    """Look at the last of `days` (days that count, sorted); None while too few are known.

    A trace on any day up to `upto` breaks the silence, on a Sunday or a day missed as well.
    """
    if len(days) < settings.new_days:
        return None
    known = days[-settings.window - settings.baseline :]
    worked = state.of(known)[:, HOURS] != 0
    now, before = worked[-settings.window :], worked[: -settings.window]
    traces = state.days_with_traces()
    last = int(traces[np.searchsorted(traces, upto, side="right") - 1])
    alpha, beta = prior[0] + int(before.sum()), prior[1] + int((~before).sum())
    return Silence(
        worked=int(now.sum()),
        days=len(now),
        usual_worked=int(before.sum()),
        usual_days=len(before),
        since=int((days > last).sum()),
        latest=int(worked[-settings.clear_within :].sum()),
        last_trace=last,
        probability=beta_binomial_cdf(int(now.sum()), len(now), alpha, beta),
    )


def is_quiet(found: Silence | None, settings: QuietSettings) -> bool:
    """The rule itself."""
    return (
        found is not None and found.probability < settings.probability and found.since >= settings.silent_days
    )


def prior_of(context: Context, settings: QuietSettings) -> tuple[float, float]:
    """The Beta fitted to the class (parameters["gone_quiet"] = [alpha, beta]), else the default."""
    fitted = context.parameters.get("gone_quiet")
    if fitted is None:
        return settings.prior_alpha, settings.prior_beta
    alpha, beta = cast("Sequence[float]", fitted)
    return float(alpha), float(beta)


class GoneQuiet:
    """Raised for the whole student."""

    reads: tuple[str, ...] = ()
    about = SignalAbout(
        name="gone_quiet",
        title="Gone quiet",
        question="Has this student, who used to leave traces of work, stopped?",
        rule=(
            "We count on how many of the last 10 days here there was a trace of work, and on how many of the 30 days "
            "here before. If so few days or fewer would happen by chance less than once in 200 times at the student's own "
            "earlier pace, and there has been no trace for at least 5 days here, we say so. Days missed, holidays and "
            "days on which a tool of this student was silent do not count. Of a student known for fewer than 20 days we "
            "say nothing. In our simulation about 6 of 100 steady students are named once in 28 weeks; of those whose "
            "work drops to 15 % of their own pace, half are found within 10 school days and 62 % within 15."
        ),
        clears="Work on 2 of the last 5 days here, or work again and a count that is no longer unlikely.",
        not_for="Marks, sanctions, or a verdict on effort. Work on paper, talk and thought leave no trace.",
        owner="home adult",
        good_news=False,
        private=False,
        sources=(
            "Skellam, J. G. (1948). A probability distribution derived from the binomial distribution. JRSS B, 10, 257-261.",
            PINNED,
        ),
        rank=30,
    )

    def __init__(self, settings: QuietSettings | None = None) -> None:
        self.settings = settings or QuietSettings()

    def decide(self, view: StudentView) -> list[Verdict]:
        """At most one verdict; none means that there is nothing to say."""
        state: Days | None = view.states.get("days_worked")
        if state is None:
            return []
        context, settings = view.context, self.settings
        if not state.first_day:
            return self._no_trace_yet(context)
        gaps = exposure.relevant_gaps(state, context, settings.source_share)
        present = exposure.present_days(state, context)
        counted = exposure.without_gaps(present, gaps)
        prior = prior_of(context, settings)
        found = silence(state, counted, context.today, settings, prior)
        if found is None:
            return self._too_new(state, counted)
        quiet = is_quiet(found, settings)
        held = self._held_back(context, gaps, found)
        if held and (quiet or is_quiet(silence(state, present, context.today, settings, prior), settings)):
            return [self._verdict("suspend", found, (held, *self._why(found)))]
        if quiet:
            return [self._verdict("raise", found, (*self._why(found), *self._not_theirs(state, context)))]
        back = found.since < settings.silent_days and (
            found.latest >= settings.clear_days or found.probability >= settings.clear_probability
        )
        return [] if back else [self._verdict("hold", found, self._why(found))]

    def _held_back(self, context: Context, gaps: tuple[Gap, ...], found: Silence) -> Reason | None:
        """Why nothing may be claimed: a silent source (now, or since the last trace), a holiday, an absence."""
        since_then = [g for g in gaps if g.until is None or g.until > found.last_trace]
        gap = exposure.open_gap(gaps, context.today) or (since_then[0] if since_then else None)
        lasting = gap is not None and (gap.until is None or gap.until >= context.today)
        if gap is not None and (lasting or not is_quiet(found, self.settings)):
            return because("source_silent", source=gap.source, since=gap.since, until=gap.until)
        return away_now(context)

    def _not_theirs(self, state: Days, context: Context) -> tuple[Reason, ...]:
        """A source is silent now, and it doesn't explain this silence: whoever reads of both would think it did."""
        others = tuple(
            g for g in context.gaps if not exposure.matters(state, g.source, self.settings.source_share)
        )
        gap = exposure.open_gap(others, context.today)
        return (because("source_not_theirs", source=gap.source, since=gap.since),) if gap else ()

    def _why(self, found: Silence) -> tuple[Reason, ...]:
        return (
            because(
                "worked_fewer_days",
                worked=found.worked,
                days=found.days,
                usual_worked=found.usual_worked,
                usual_days=found.usual_days,
            ),
            because("no_trace_since", day=found.last_trace, days=found.since),
        )

    def _verdict(self, position: Position, found: Silence, reasons: tuple[Reason, ...]) -> Verdict:
        return Verdict(
            signal=self.about.name,
            subject=WHOLE_STUDENT,
            position=position,
            reasons=reasons,
            clears=because("clears_work", days=self.settings.clear_days, within=self.settings.clear_within),
            next_step=because("next_say_hello"),
            inputs=asdict(found),
        )

    def _too_new(self, state: Days, counted: NDArray[np.int32]) -> list[Verdict]:
        """Of a new student nothing is said; if there is silence, the page says why nothing is said."""
        since = int((counted > state.last_day).sum())
        if since < self.settings.silent_days:
            return []
        reason = because("new_here", days=len(counted), needed=self.settings.new_days)
        inputs = {"counted": len(counted), "since": since, "last_trace": state.last_day}
        return [Verdict(self.about.name, WHOLE_STUDENT, "hold", (reason,), inputs=inputs)]

    def _no_trace_yet(self, context: Context) -> list[Verdict]:
        if not context.enrolled_since:
            return []
        days = len(context.days_present(context.enrolled_since, context.today))
        if days < self.settings.silent_days:
            return []
        reason = because("no_trace_yet", days=days)
        return [Verdict(self.about.name, WHOLE_STUDENT, "hold", (reason,), inputs={"days": days})]
