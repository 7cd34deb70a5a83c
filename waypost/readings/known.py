"""A rule against made-up schools whose truth is known: figures that come with Waypost, made by `tests.proofs.known`.

No student of these schools has ever lived, so nothing is suppressed. Figures of an older version of a rule are not shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.measures.registry import SIGNALS
from waypost.web import say

FILE = Path(__file__).parent / "known_truth.json"


@dataclass(frozen=True, slots=True)
class Row:
    """All students or one group of them; "" where there was no case."""

    name: str
    signals: int
    right: str
    found: str
    false: str


@dataclass(frozen=True, slots=True)
class Known:
    """What was tried, what counts as true, and what came of it."""

    tried: str
    truth: str
    sentences: list[str]
    rows: list[Row]


@cache
def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def known(signal: str) -> Known | None:
    """None for a rule that no truth is known for, or that has changed since."""
    kept = _kept()
    mine = kept["rules"].get(signal)
    if mine is None or signal not in SIGNALS or mine["version"] != SIGNALS[signal].about.version:
        return None
    whole = mine["all"]
    named = {
        "female": _("Girls"),
        "male": _("Boys"),
    }  # too few of the simulated students are of another group
    groups = [(named[name], f) for name, f in mine["groups"].items() if name in named]
    rows = [_row(_("All"), whole), *(_row(name, f) for name, f in groups)]
    return Known(_tried(kept), _truth(signal), _sentences(whole), rows)


def _tried(kept: Mapping[str, Any]) -> str:
    seeds = [str(seed) for seed in kept["seeds"]]
    return ngettext(
        "We lived through the autumn of a made-up school in which we know what is true: %(students)s students, day by day, "
        "by the doors that a school has (seed %(seeds)s). Anybody can do so again.",
        "We lived through the autumn of made-up schools in which we know what is true: %(students)s students, day by day, "
        "by the doors that a school has (seeds %(seeds)s). Anybody can do so again.",
        len(seeds),
    ) % {"students": say.number(kept["students"]), "seeds": say.listed(seeds)}


def _truth(signal: str) -> str:
    """What counts as true; said plainly where it is so by the list that the rule itself reads."""
    by_list = _(
        "This is so by definition: it shows that nothing is lost on the way, not that the line is drawn well."
    )
    words = {
        "gone_quiet": _(
            "A signal counts as right while the student works on a small part of their usual days, as was drawn beforehand."
        ),
        "stuck": _(
            "A signal counts as right while practice does not help the student on this very skill, as was drawn beforehand. Who "
            "only learns slowly counts as a false alarm."
        ),
        "slipping": _(
            "A signal counts as right after the day from which what had been learnt was made shaky, as was drawn beforehand, and "
            "on a day on which the student does not know the skill: too much was forgotten, or we had taken it for learnt too "
            "early. A few careless errors of somebody who still knows it count as a false alarm; those made shaky should be found."
        ),
        "away": _("A signal counts as right while the list of missed days says so, counted out day by day without the rule.") + f" {by_list}",
        "asked_for_help": _("A signal counts as right from the student's request until the first talk with an adult.") + f" {by_list}",
        "not_talked_with": _("A signal counts as right from the twentieth school day without a noted talk until the next one.") + f" {by_list}",
        "low_pulse": _(
            "A signal counts as right from the week on in which it began to go badly for the student, as was drawn beforehand. "
            "Others said now and then that a single week was bad."
        ),
        "off_pace": _(
            "A signal counts as right while the list of goals and steps says so, counted out day by day without the rule. While a "
            "tool is silent the rule waits; these goals count as not found."
        )
        + f" {by_list}",
    }  # fmt: skip
    return words[signal]


def _sentences(f: Mapping[str, Any]) -> list[str]:
    said = []
    if f["judged"]:
        said.append(
            _("Of %(n)s signals %(share)s were right (between %(low)s and %(high)s of all such signals, 95 %% sure).")
            % {
                "n": say.number(f["judged"]), "share": say.percent(f["true"] / f["judged"]),
                "low": say.percent(f["low"]), "high": say.percent(f["high"]),
            }
        )  # fmt: skip
    days, hits, n = f["found"][-1]
    if n:
        said.append(
            _("Of %(n)s students or skills that it should have named, %(share)s were found within %(days)s.")
            % {"n": say.number(n), "share": say.percent(hits / n), "days": say.school_days(days)}
        )
    if f["delay"] is not None:
        said.append(_soon(f["delay"]))
    if f["lead"]:
        said.append(
            _(
                "When it was right and the case ended by itself, it ended %(days)s later: so long somebody could help."
            )
            % {"days": say.school_days(round(f["lead"]))}
        )
    if f["false_per_100_weeks"] is not None:
        said.append(
            _("False alarms: %(n)s in 100 weeks of a student's school time (between %(low)s and %(high)s).")
            % {
                "n": say.number(f["false_per_100_weeks"], 1), "low": say.number(f["false_low"], 1),
                "high": say.number(f["false_high"], 1),
            }
        )  # fmt: skip
    return said


def _soon(delay: float) -> str:
    if round(delay) == 0:
        return _("Half of those found were found on the first day.")
    return _("Half of those found were found within %(days)s.") % {"days": say.school_days(round(delay))}


def _row(name: str, f: Mapping[str, Any]) -> Row:
    _days, hits, n = f["found"][-1]
    return Row(
        name,
        f["signals"],
        say.percent(f["true"] / f["judged"]) if f["judged"] else "",
        say.percent(hits / n) if n else "",
        say.number(f["false_per_100_weeks"], 1) if f["false_per_100_weeks"] is not None else "",
    )
