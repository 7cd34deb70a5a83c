"""What each figure in the data of a report means: for its dictionary, said when the report is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from waypost.care.quality import USEFUL
from waypost.climate.foci import FOCI
from waypost.community.measured import MEASURED
from waypost.measures.registry import SIGNALS
from waypost.voice.bank import BY_SLUG


def of(cells: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Figure (what stands before the slash) -> a sentence."""
    names = {c["figure"].partition("/")[0] for c in cells}
    return {name: _meaning(name) for name in sorted(names)}


def _meaning(name: str) -> str:
    known = {
        "secure": _("Share of a student's skills with enough evidence that are secure; the mean over students"),
        "talked": _("Share of students with whom somebody talked in the last 20 school days"),
        "feedback": _("Share of students whose work an adult judged with a reason in the last 20 school days"),
        "celebrated": _("Share of students whom somebody celebrated in the last 20 school days"),
        "in time": _("Share answered within ten school days; each adult weighs the same"),
        "answered": _("Share of students' suggestions that were answered; each adult weighs the same"),
    }  # fmt: skip
    if name in known:
        return known[name]
    rule, _sep, what = name.partition(": ")
    if rule in SIGNALS:
        title = _(SIGNALS[rule].about.title)
        if what == USEFUL:
            return _("%(rule)s: share of answered signals that staff found useful") % {"rule": title}
        return _("%(rule)s: share of signals that staff answered") % {"rule": title}
    if name in FOCI:
        return _("Share of looks at a lesson at which they %(seen)s; each adult weighs the same") % {
            "seen": FOCI[name].seen
        }
    if name in BY_SLUG:
        return _("%(scale)s: mean of the answers, from 0 (not true at all) to 1 (fully true)") % {
            "scale": BY_SLUG[name].title
        }
    if name in MEASURED:
        return _("0.7 means: 70 %% %(says)s") % {"says": MEASURED[name].says}
    return _(
        "A question of the school's own: mean of the answers, from 0 (not true at all) to 1 (fully true)"
    )
