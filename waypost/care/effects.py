"""Did it help? The raw weeks of one student before and after planned help began, in words that claim no more than they may.

The weeks before end with the last whole week before the first observation that raised the signal: help begins when
things are worst, and what follows the worst is better by itself. One series never says "helped".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from waypost.measures.before_after import BeforeAfter, before_after
from waypost.readings import outcomes
from waypost.readings.outcomes import DAYS_WORKED, FIRST_TRIES, PULSE, Point
from waypost.school import calendar, clock
from waypost.trust.access import ReadBook
from waypost.web import say
from waypost.web.lines import Week, WeeklyLine

from .models import Helped, Intervention

BEFORE = timedelta(weeks=26)  # how far back one looks
PERCENT = 100

MOVES: Mapping[str, Promise] = {
    FIRST_TRIES: gettext_lazy("Right answers on first tries"),
    DAYS_WORKED: gettext_lazy("Days with work in a week"),
    PULSE: gettext_lazy("How it goes, as shared with me"),
}
UNITS: Mapping[str, Promise] = {
    FIRST_TRIES: pgettext_lazy("unit", "right of 100 first tries"),
    DAYS_WORKED: pgettext_lazy("unit", "days with work"),
    PULSE: pgettext_lazy("unit", "from 1 to 5"),
}
TOPS: Mapping[str, float] = {FIRST_TRIES: 100, DAYS_WORKED: 5, PULSE: 5}


@dataclass(frozen=True, slots=True)
class Effect:
    """What stands on the page: a sentence, the weeks, and the figures one click behind."""

    verdict: str
    sentence: str
    figures: str
    weeks_before: int
    weeks_after: int
    line: WeeklyLine | None


def of(reads: ReadBook, intervention: Intervention, helped: Helped) -> Effect:
    """For one student, as this person may see it."""
    until = intervention.ended or clock.today()
    points = outcomes.weekly(reads, helped.person_id, intervention.outcome, helped.since - BEFORE, until)
    found = compare(points, helped.trigger, helped.since)
    return Effect(
        verdict=found.verdict,
        sentence=sentence(found.verdict),
        figures=_figures(found),
        weeks_before=len(found.before),
        weeks_after=len(found.after),
        line=_line(points, intervention, helped) if points else None,
    )


def compare(points: Sequence[Point], trigger: date | None, begins: date) -> BeforeAfter:
    """Whole weeks only: the week of the first observation is no baseline, and the one that help began within no 'after'."""
    started = _monday(begins + timedelta(days=6))
    raised = _monday(min(trigger or begins, begins))
    return before_after(
        [p.week.toordinal() for p in points],
        [p.value for p in points],
        raised=raised.toordinal(),
        started=started.toordinal(),
    )


def sentence(verdict: str) -> str:
    """What one may say, and no more."""
    said = {
        "picture_only": _("Too few weeks to say anything yet. Look at the picture."),
        "too_few": _("Too few weeks to tell. Look at the picture."),
        "higher_afterwards": _("Higher afterwards; that can have other reasons."),
        "lower_afterwards": _("Lower afterwards; that can have other reasons."),
        "no_clear_change": _("No change that could be told from chance."),
    }
    return said.get(verdict, said["picture_only"])


def _figures(found: BeforeAfter) -> str:
    if found.overlap is None:
        return ""
    told = _(
        "Of 100 pairs of a week before and a week after, the later one is higher in about %(share)s "
        "(between %(low)s and %(high)s, 95 %% sure). 50 would be no change. Weeks of one student are often alike, so "
        "the truth may lie further away."
    ) % _hundred(found.overlap.nap, found.overlap.low, found.overlap.high)
    if found.trend is None:
        return told
    trend = found.trend.overlap
    return " ".join(
        [
            told,
            _(
                "It was moving already before. Without that movement: %(share)s (between %(low)s and %(high)s)."
            )
            % _hundred(trend.nap, trend.low, trend.high),
        ]
    )


def _hundred(value: float, low: float, high: float) -> dict[str, str]:
    return {
        "share": say.number(round(value * PERCENT)),
        "low": say.number(round(low * PERCENT)),
        "high": say.number(round(high * PERCENT)),
    }


def _line(points: Sequence[Point], intervention: Intervention, helped: Helped) -> WeeklyLine:
    scale = PERCENT if intervention.outcome == FIRST_TRIES else 1
    known = {p.week: p.value * scale for p in points}
    first, last = min(known), max(*known, _monday(helped.since))
    weeks = [Week(monday, known.get(monday), rest=_rest(monday)) for monday in say.weeks_between(first, last)]
    return WeeklyLine(
        title=str(MOVES[intervention.outcome]),
        unit=str(UNITS[intervention.outcome]),
        weeks=weeks,
        top=TOPS[intervention.outcome],
        start=helped.since,
        start_label=_("help began"),
    )


def _rest(monday: date) -> str:
    """A week without a school day is named, so that a gap in the line accuses nobody."""
    return "" if calendar.count_between(monday, monday + timedelta(days=6)) else _("holiday")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
