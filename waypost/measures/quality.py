"""How good is a rule? Two figures that are never mixed: what staff say of it, and a backtest on days gone by.

Days in the backtest are places in the list of school days (0, 1, 2, ...), so that differences are school days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from .intervals import rate_interval, wilson
from .settings import setting

PINNED = "Waypost's own choice, In time: how good is the rule"
WEEK = 5  # school days


@dataclass(frozen=True, slots=True)
class QualitySettings:
    retire_after: int = setting(30, "Answers before retiring a rule is proposed.", PINNED)
    retire_below: float = setting(
        0.5, "Retiring is proposed if even the upper limit lies below this.", PINNED
    )
    tries_ahead: int = setting(
        10, "Stuck came true if the skill is not secure after so many further tries.", PINNED
    )
    days_ahead: int = setting(
        10, "Gone quiet came true if so many further days here pass without a trace.", PINNED
    )
    group_signals: int = setting(30, "Signals in a group before it has figures of its own.", PINNED)
    group_events: int = setting(
        10, "Onsets and outcomes in a group before it has figures of its own.", PINNED
    )
    silence: int = setting(
        15, "So many days here in a row without a trace are a silence that should have been found."
    )
    silence_baseline: int = setting(
        30, "Before it, work on at least half of so many days here: else silence is nothing new."
    )
    horizons: tuple[int, int] = setting(
        (10, 15), "School days within which an onset counts as found.", PINNED
    )


DEFAULT = QualitySettings()


@dataclass(frozen=True, slots=True)
class Proportion:
    """hits of n with Wilson's 95 % interval; no share where n is 0."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None

    @staticmethod
    def of(hits: int, n: int) -> Proportion:
        if not n:
            return Proportion(0, 0, None, None, None)
        return Proportion(hits, n, hits / n, *wilson(hits, n))


@dataclass(frozen=True, slots=True)
class StaffFigure:
    """What the people who got the signal say of it."""

    helpful: Proportion  # (useful + already doing) / answered
    unanswered: Proportion  # of all that were shown
    retire: bool  # propose to the staff to retire the rule; they decide


def staff_figure(
    useful: int, already_doing: int, wrong: int, unanswered: int, settings: QualitySettings = DEFAULT
) -> StaffFigure:
    """The first figure, from counts of answers.

    >>> figure = staff_figure(useful=4, already_doing=2, wrong=24, unanswered=10)
    >>> figure.helpful.share, round(figure.helpful.high, 3), figure.unanswered.share, figure.retire
    (0.2, 0.373, 0.25, True)
    """
    answered = useful + already_doing + wrong
    helpful = Proportion.of(useful + already_doing, answered)
    poor = helpful.high is not None and helpful.high < settings.retire_below
    return StaffFigure(
        helpful=helpful,
        unanswered=Proportion.of(unanswered, answered + unanswered),
        retire=answered >= settings.retire_after and poor,
    )


def stuck_outcome(
    secure_after: Sequence[bool], helped_after: int | None, settings: QualitySettings = DEFAULT
) -> bool | None:
    """Did stuck come true: not secure in the next 10 counted tries? None: help came first, or too few tries.

    `secure_after[i]`: was the skill secure after the (i + 1)-th counted try that followed the signal.
    `helped_after`: so many of these tries came before the first help; None without help.
    """
    return _came_true(secure_after, helped_after, settings.tries_ahead)


def quiet_outcome(
    worked: Sequence[bool], helped_after: int | None, settings: QualitySettings = DEFAULT
) -> bool | None:
    """Did gone quiet come true: no trace on the next 10 days here? None: help came first, or too few days.

    `worked[i]`: was there a trace on the (i + 1)-th day present that followed the signal.
    `helped_after`: so many of these days came before the first help; None without help.
    """
    return _came_true(worked, helped_after, settings.days_ahead)


def _came_true(recovered: Sequence[bool], helped_after: int | None, ahead: int) -> bool | None:
    """Censored at the first help: what happened after it tells nothing about the rule."""
    seen = list(recovered[: ahead if helped_after is None else min(ahead, helped_after)])
    if any(seen):
        return False
    return True if len(seen) == ahead else None


@dataclass(frozen=True, slots=True)
class Raised:
    """An episode as the rule would have opened it, with the outcome that was fixed beforehand."""

    student: int
    subject: int
    day: int
    came_true: bool | None  # None: censored
    outcome_day: int | None = None  # when the outcome was plain to everybody
    group: str = ""


@dataclass(frozen=True, slots=True)
class Onset:
    """The truth, where it is known: from this day on the student should be found."""

    student: int
    subject: int
    day: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Backtest:
    """The second figure: the rule on days before anybody acted."""

    signals: int
    censored: int
    precision: Proportion  # came true, of those judged
    false_per_100_weeks: float | None  # student-weeks of five days here
    false_low: float | None
    false_high: float | None
    found: dict[int, Proportion]  # horizon in school days -> onsets with a signal by then
    delay: float | None  # median school days from onset to signal, of those found
    lead: float | None  # median school days from signal to a plain outcome, of those that came true


def backtest(
    raised: Iterable[Raised], onsets: Iterable[Onset], student_days: int, settings: QualitySettings = DEFAULT
) -> Backtest:
    """Score a rule. `student_days`: days here of all students in the time looked at.

    An onset is found by the first signal of that student and subject on or after its day; "within 10 days" counts
    the onset's own day as the first. The interval of the false rate is Gamma(.5, 0)'s.
    """
    episodes = sorted(raised, key=lambda r: r.day)
    judged = [r for r in episodes if r.came_true is not None]
    wrong = sum(not r.came_true for r in judged)
    truths = list(onsets)
    delays = [d for d in (_delay(onset, episodes) for onset in truths) if d is not None]
    leads = [r.outcome_day - r.day for r in judged if r.came_true and r.outcome_day is not None]
    weeks = student_days / WEEK / 100
    low, high = rate_interval(wrong, weeks) if weeks else (None, None)
    longest = max(settings.horizons)
    return Backtest(
        signals=len(episodes),
        censored=len(episodes) - len(judged),
        precision=Proportion.of(len(judged) - wrong, len(judged)),
        false_per_100_weeks=wrong / weeks if weeks else None,
        false_low=low,
        false_high=high,
        found={h: Proportion.of(sum(d < h for d in delays), len(truths)) for h in settings.horizons},
        delay=median(found) if (found := [d for d in delays if d < longest]) else None,
        lead=median(leads) if leads else None,
    )


def figures_of(found: Backtest) -> dict[str, Any]:
    """As stored and shown: plain numbers. `found` is a list of [school days, hits, of all]."""
    return {
        "signals": found.signals,
        "judged": found.precision.n,
        "true": found.precision.hits,
        "low": found.precision.low,
        "high": found.precision.high,
        "false_per_100_weeks": found.false_per_100_weeks,
        "false_low": found.false_low,
        "false_high": found.false_high,
        "found": [[days, share.hits, share.n] for days, share in found.found.items()],
        "delay": found.delay,
        "lead": found.lead,
    }


def _delay(onset: Onset, episodes: list[Raised]) -> int | None:
    who = (onset.student, onset.subject)
    later = (r.day - onset.day for r in episodes if (r.student, r.subject) == who and r.day >= onset.day)
    return next(later, None)


def by_group(
    raised: Sequence[Raised],
    onsets: Sequence[Onset],
    student_days: dict[str, int],
    settings: QualitySettings = DEFAULT,
) -> dict[str, Backtest]:
    """The backtest of each group with enough signals and events of its own (Hardt, Price & Srebro 2016)."""
    figures = {}
    for group, days in student_days.items():
        ours = [r for r in raised if r.group == group]
        truths = [o for o in onsets if o.group == group]
        events = max(len(truths), sum(bool(r.came_true) for r in ours))
        if len(ours) >= settings.group_signals and events >= settings.group_events:
            figures[group] = backtest(ours, truths, days, settings)
    return figures
