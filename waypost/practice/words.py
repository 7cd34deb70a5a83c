"""A trial in plain words: what it is, how likely it finds something, what came out and what that does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from waypost.measures.trials import DEFAULT, classes_needed, power, smallest_effect
from waypost.measures.trials import Plan as Power
from waypost.measures.weekly import DAYS_WORKED, FIRST_TRIES
from waypost.web import say

from .plan import Design, Plan

HUNDRED = 100
FEW = DEFAULT.classes_needed

DESIGNS: Mapping[Design, tuple[Promise, Promise]] = {
    Design.PHASE_IN: (
        gettext_lazy("Everybody gets it, lots decide who first"),
        gettext_lazy("Some classes begin early, others later. Fair, and the surest to read."),
    ),
    Design.TURNS: (
        gettext_lazy("Turn and turn about"),
        gettext_lazy("Each class has some weeks with it and some without; lots decide with which it begins. Good for what stops working when one stops doing it."),
    ),
    Design.MATCHED: (
        gettext_lazy("Classes with it beside similar classes without"),
        gettext_lazy("When lots can't be drawn. Weaker: what else differs between the classes counts along."),
    ),
}  # fmt: skip
OUTCOMES: Mapping[str, Promise] = {
    FIRST_TRIES: gettext_lazy("Right answers on first tries"),
    DAYS_WORKED: gettext_lazy("Days with work in a week"),
}
SIZES: Mapping[float, Promise] = {
    0.1: gettext_lazy("a small one: worth it if it costs little"),
    0.2: gettext_lazy("a middling one: worth some work"),
    0.3: gettext_lazy("a large one: it must pay for a lot of work"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What came out. `verdict` is the first sentence; `size` the interval in words; lists are one thought a line."""

    verdict: str
    size: str
    worth: str
    group: str
    cant_say: list[str]
    would_tell: list[str]


def of_power(sides: tuple[int, int], students: float, smallest: float) -> list[str]:
    """How likely the trial finds what it looks for: classes first, for students of one class are alike."""
    few = min(sides)
    told = [
        ngettext(
            "At the time when it can be compared, %(a)d class has it and %(b)d not.",
            "At the time when it can be compared, %(a)d classes have it and %(b)d not.",
            sides[0],
        )
        % {"a": sides[0], "b": sides[1]}
    ]
    plan = Power(max(students, 1.0))
    needed = classes_needed(plan, smallest)
    if few < FEW:
        told.append(
            _("With fewer than %(n)d classes on a side we can't tell, whatever comes out. It can still be worth trying: then the words of teachers and students are what you learn from.")
            % {"n": FEW}
        )  # fmt: skip
    else:
        told.append(
            _("If the strategy makes as much difference as you call worthwhile, this trial would show it in about %(n)d of 100 cases.")
            % {"n": round(power(plan, few, smallest) * HUNDRED)}
        )  # fmt: skip
        least = smallest_effect(plan, few)
        if least is not None:
            told.append(
                _(
                    "What it would show in 80 of 100 cases: %(n)s of the usual difference between two students."
                )
                % {"n": say.percent(least)}
            )
    if needed is not None and needed > few:
        told.append(
            _("More classes help; more students in the same classes hardly do. %(n)d classes on each side would show it in 80 of 100 cases.")
            % {"n": needed}
        )  # fmt: skip
    told.append(
        _("Counted carefully: that each class is also compared with itself makes it surer, by how much isn't known beforehand.")
    )  # fmt: skip
    return told


def told(plan: Plan, state: str, numbers: Mapping[str, Any]) -> Told:
    main, spread = numbers["main"], numbers["spread"]
    return Told(
        verdict=_verdict(state, main, spread, plan.smallest),
        size=_size(plan.outcome, main) if numbers.get("told", True) else _not_told(),
        worth=_worth(numbers["chance"], plan.smallest),
        group=_group(plan, numbers["group"]),
        cant_say=_cant_say(plan, numbers),
        would_tell=_would_tell(plan, state, main),
    )


def _verdict(state: str, main: Mapping[str, Any], spread: float | None, smallest: float) -> str:
    if state == "too_far_apart":
        return _("We can't tell: the classes stood too far apart before it began to be compared.")
    if state == "cant_tell" or main["low"] is None:
        return _("We can't tell: there were too few classes, whatever the numbers say.")
    line = smallest * (spread or 0.0)
    low, high = main["low"], main["high"]
    if state == "higher":
        if spread and low >= line:
            return _("Higher with the strategy, by at least what was called worthwhile beforehand.")
        if spread and high < line:
            return _("Higher with the strategy, but by less than was called worthwhile beforehand.")
        return _("Higher with the strategy. Whether by as much as was called worthwhile beforehand is open.")
    if state == "lower":
        return _("Lower with the strategy.")
    if spread and high < line and low > -line:
        return _("No difference that would be worthwhile, in either direction.")
    return _("No difference that could be told from chance: it may help, do nothing, or hinder a little.")


def _size(outcome: str, main: Mapping[str, Any]) -> str:
    if main["value"] is None or main["low"] is None:
        return ""
    parts = {"value": _signed(outcome, main["value"]), "low": _signed(outcome, main["low"]), "high": _signed(outcome, main["high"])}  # fmt: skip
    return _("With the strategy: %(value)s. The truth lies between %(low)s and %(high)s, 95 %% sure.") % parts


def _not_told() -> str:
    return _(
        "By how much isn't said: on one side nearly all did alike, and the size would tell of each student."
    )


def _signed(outcome: str, value: float) -> str:
    """ "3.2 more right of 100 first tries", "0.3 fewer days a week"."""
    fewer = value < 0
    if outcome == DAYS_WORKED:
        n = {"n": say.number(abs(value), 2)}
        return _("%(n)s fewer days a week") % n if fewer else _("%(n)s more days a week") % n
    n = {"n": say.number(abs(value) * HUNDRED, 1)}
    return _("%(n)s fewer right of 100") % n if fewer else _("%(n)s more right of 100") % n


def _worth(chance: float | None, smallest: float) -> str:
    if chance is None:
        return ""
    return _(
        "Chance that it is worthwhile (%(line)s of the usual difference between two students or more): about %(n)d in 100. "
        "This takes into account that most things schools try do little."
    ) % {"line": say.percent(smallest), "n": round(chance * HUNDRED)}


def _group(plan: Plan, group: Mapping[str, Any] | None) -> str:
    if not plan.group:
        return ""
    if group is None or group["low"] is None:
        return _("For whom: we can't tell. Too few students of each kind in too few classes.")
    if group["low"] > 0:
        return _("For whom: it does more for students who began below the middle of their class.")
    if group["high"] < 0:
        return _("For whom: it does less for students who began below the middle of their class.")
    return _("For whom: no difference that could be told from chance between those who began below and above the middle of their class.")  # fmt: skip


def _cant_say(plan: Plan, numbers: Mapping[str, Any]) -> list[str]:
    found = [
        _(
            "It speaks of these classes in these weeks. Elsewhere, or done in another way, it may come out otherwise."
        )
    ]
    if plan.design is Design.MATCHED:
        found.append(
            _("Nobody drew lots. The teachers and classes who chose it may differ in other ways, too.")
        )
        if numbers["e_values"]:
            found.append(
                _("Something unseen that goes together %(a)s times as often with both the strategy and the outcome could explain the difference away; %(b)s times would be enough to make it doubtful.")
                % {"a": say.number(numbers["e_values"][0], 1), "b": say.number(numbers["e_values"][1], 1)}
            )  # fmt: skip
    found.append(
        _("Weeks next to each other are alike. Who looks at one class before and after calls it higher far too often; that is why classes are compared in the same weeks.")
    )  # fmt: skip
    if plan.outcome == FIRST_TRIES:
        found.append(
            _(
                "Right answers on first tries in the tools you work with are a part of learning, not all of it."
            )
        )
    if not plan.group:
        found.append(_("It says nothing of single groups of students: none was fixed beforehand."))
    return found


def _would_tell(plan: Plan, state: str, main: Mapping[str, Any]) -> list[str]:
    few = min(main["classes"])
    found = []
    if few < FEW:
        found.append(_("At least %(n)d classes with it and %(n)d without, at the same time.") % {"n": FEW})
    elif state in {"no_clear_difference", "higher"}:
        found.append(
            ngettext("More classes than the %(n)d on the smaller side.", "More classes than the %(n)d on the smaller side.", few)
            % {"n": few}
        )  # fmt: skip
    if plan.design is Design.MATCHED:
        found.append(_("Lots: let chance decide who begins first."))
    if state in {"higher", "lower"}:
        found.append(_("A second trial in other classes that comes out the same."))
    return found or [_("The same trial once more, with other classes.")]
