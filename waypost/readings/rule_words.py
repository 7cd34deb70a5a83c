"""How good a rule is, in plain words: what a backtest found, and by group what was let out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from waypost.measures.quality import DEFAULT
from waypost.measures.replay import QUIET, RULES, STUCK
from waypost.trust.models import ReleaseCell
from waypost.web import say

from . import backtests
from .models import RuleTest


@dataclass(frozen=True, slots=True)
class Group:
    """One group of students, as a leader reads it; "" where nothing was let out."""

    name: str
    true: str
    found: str
    wrongly: str


@dataclass(frozen=True, slots=True)
class Tested:
    """What the days gone by say of a rule."""

    outcome: str  # what was fixed beforehand
    sentences: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    why_not: str = ""  # no figures, and why


def tested(signal: str, *, groups: bool) -> Tested:
    """The backtest of a rule. `groups`: the asker may see figures about groups of students."""
    if signal not in RULES:
        return Tested(
            "",
            why_not=_(
                "This rule tells what has happened and foretells nothing, so days gone by can't prove it right or wrong."
            ),
        )
    test = RuleTest.objects.filter(signal=signal).first()
    if test is None:
        return Tested(_outcome(signal), why_not=_("Not tested yet. It is done in the night, once a week."))
    cells = backtests.cells_of(test)
    if backtests.column(signal, backtests.FALSE) not in cells:
        return Tested(_outcome(signal), why_not=_("Too few students have been here long enough for figures."))
    return Tested(_outcome(signal), _sentences(test, cells), _groups(signal, cells) if groups else [])


def _outcome(signal: str) -> str:
    if signal == STUCK:
        return _(
            "Fixed beforehand: a signal came true if the skill was still not secure after %(n)s more tries. What came "
            "after a talk with an adult is not counted: help may have changed it."
        ) % {"n": DEFAULT.tries_ahead}
    return _(
        "Fixed beforehand: a signal came true if the next %(n)s days here had no trace of work at all. What came after "
        "a talk with an adult is not counted: help may have changed it."
    ) % {"n": DEFAULT.days_ahead}


def _sentences(test: RuleTest, cells: Mapping[str, ReleaseCell]) -> list[str]:
    """As much as was let out says: nearly all and nearly none stand in words alone (TRUST 2)."""
    f, said = test.figures, []
    true = cells.get(backtests.column(test.signal, backtests.PRECISION))
    found = cells.get(backtests.column(test.signal, backtests.FOUND))
    if test.first and test.last:
        said.append(
            _("We lived through the school days from %(first)s to %(last)s again with the rule as it is now.")
            % {"first": say.day(test.first), "last": say.day(test.last)}
        )
    said.append(_true(f, true) if true else _few_judged())
    if f["false_per_100_weeks"] is not None and f["judged"]:
        said.append(
            _("False alarms: %(n)s in 100 weeks of a student's school time (between %(low)s and %(high)s).")
            % {
                "n": say.number(f["false_per_100_weeks"], 1),
                "low": say.number(f["false_low"], 1),
                "high": say.number(f["false_high"], 1),
            }
        )
    said.append(f"{_case(test.signal)} {_found(f, found) if found else _few_found()}")
    if found and f["delay"] is not None:
        said.append(_soon(f["delay"]))
    if true and true.value is not None and f["lead"] is not None:
        said.append(
            _("When it came true, the signal was there %(days)s before everybody could see it.")
            % {"days": _days(f["lead"])}
        )
    return said


def _days(count: float) -> str:
    return say.school_days(round(count))


def _true(f: Mapping[str, Any], cell: ReleaseCell) -> str:
    if cell.value is None:
        return _("Of the signals that could be judged, %(share)s came true.") % {"share": _bound(cell.words)}
    text = _(
        "Of the signals that could be judged, %(share)s came true (between %(low)s and %(high)s of all such signals, "
        "95 %% sure). Where help came first, or too little happened afterwards, a signal could not be judged."
    )
    return text % {
        "share": say.percent(f["true"] / f["judged"]),
        "low": say.percent(f["low"]),
        "high": say.percent(f["high"]),
    }


def _few_judged() -> str:
    return _("Of too few students a signal could be judged to say how often it came true.")


def _found(f: Mapping[str, Any], cell: ReleaseCell) -> str:
    days, hits, n = f["found"][-1]
    share = _bound(cell.words) if cell.value is None else say.percent(hits / n)
    return _("%(share)s of such cases were found within %(days)s.") % {"share": share, "days": _days(days)}


def _few_found() -> str:
    return _("Too few students had such a case to say how many are found.")


def _soon(delay: float) -> str:
    if round(delay) == 0:
        return _("Half of those found were found on the first day.")
    return _("Half of those found were found within %(days)s.") % {"days": _days(delay)}


def _case(signal: str) -> str:
    """What should have been found, told without the rule."""
    if signal == QUIET:
        return _(
            "Somebody should have been found who worked on at least half of %(before)s days here and then left no trace "
            "for %(silence)s."
        ) % {"before": DEFAULT.silence_baseline, "silence": DEFAULT.silence}
    return _(
        "Somebody should have been found who needed %(n)s tries or more on a skill without ever being sure of it."
    ) % {"n": 2 * DEFAULT.tries_ahead}


def _groups(signal: str, cells: Mapping[str, ReleaseCell]) -> list[Group]:
    names = sorted({c.partition("/")[2] for c in cells if "/" in c})
    return [
        Group(
            _group(name),
            *(
                _cell(cells.get(backtests.column(signal, what, f"/{name}")))
                for what in (backtests.PRECISION, backtests.FOUND, backtests.FALSE)
            ),
        )
        for name in names
    ]


def _group(name: str) -> str:
    words = {
        "sex=female": _("Girls"),
        "sex=male": _("Boys"),
        "sex=other": _("Other"),
        "sex=unspecified": _("Not said"),
    }
    return words.get(name, name.partition("=")[2])


def _cell(cell: ReleaseCell | None) -> str:
    if cell is None:
        return ""
    return _bound(cell.words) if cell.value is None else say.percent(cell.value)


def _bound(words: str) -> str:
    """A released bound (">= 90 %") as people say it."""
    kind, _sep, share = words.partition(" ")
    text = _("%(share)s or more") if kind == ">=" else _("%(share)s or less")
    return text % {"share": share}
