"""A row of any table as people read it: what each field says, days and moments, yes and no.

The pages of an access request show rows so, to whoever decides about them and to whoever gets them: both read the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import say

WITH_YEAR = date.min  # a day of another year is said with its year
_local: Callable[[datetime], datetime] = lambda at: at  # noqa: E731


def use(local: Callable[[datetime], datetime]) -> None:
    """How an instant is told here: the school lends its own time when the apps are ready."""
    global _local
    _local = local


FIELDS = {
    "at": gettext_lazy("when"),
    "made": gettext_lazy("written"),
    "made_on": gettext_lazy("written"),
    "words": gettext_lazy("in words"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "ended": gettext_lazy("ended"),
    "taken_back": gettext_lazy("taken back"),
    "state": gettext_lazy("how it stands"),
    "status": gettext_lazy("how it stands"),
    "reason": gettext_lazy("why"),
    "why": gettext_lazy("why"),
    "kind": gettext_lazy("kind"),
    "level": gettext_lazy("level"),
    "what": gettext_lazy("what"),
    "title": gettext_lazy("title"),
    "day": gettext_lazy("day"),
    "due": gettext_lazy("planned for"),
    "done": gettext_lazy("done"),
    "planned": gettext_lazy("planned for"),
    "held": gettext_lazy("held"),
    "called_off": gettext_lazy("called off"),
    "how_are_you": gettext_lazy("how it goes"),
    "went_well": gettext_lazy("what went well"),
    "hard": gettext_lazy("what is hard"),
    "next_step": gettext_lazy("next step"),
    "who_does_it": gettext_lazy("who does it"),
    "outcome": gettext_lazy("what came of it"),
    "answer": gettext_lazy("answer"),
    "answered": gettext_lazy("answered"),
    "language": gettext_lazy("language"),
    "subject": gettext_lazy("about which skill"),
    "value": gettext_lazy("how likely"),
    "low": gettext_lazy("at least"),
    "high": gettext_lazy("at most"),
    "n": gettext_lazy("pieces of evidence"),
    "as_of": gettext_lazy("as of"),
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "preferred_name": gettext_lazy("called"),
    "birth_date": gettext_lazy("born"),
    "grade": gettext_lazy("year"),
    "feeling": gettext_lazy("how it went, 1 to 5"),
    "yes": gettext_lazy("said yes"),
    "purpose": gettext_lazy("for what"),
    "by_when": gettext_lazy("by when"),
    "read_at": gettext_lazy("read"),
}


def row(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field in words, value in words); fields of one name are one line."""
    told: dict[str, list[str]] = defaultdict(list)
    for name, value in values.items():
        told[str(FIELDS.get(name, name.replace("_", " ")))].append(said(value))
    return [(name, ", ".join(words)) for name, words in told.items()]


def said(value: Any) -> str:
    """A value as people say it: days and moments, yes and no, lists."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _day(value) or value
    if isinstance(value, float):
        return say.number(round(value, 2))
    if isinstance(value, list):
        return ", ".join(said(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(k, k)}: {said(v)}" for k, v in value.items())
    return str(value)


def _day(text: str) -> str:
    """An ISO day or moment in words, "" for anything else."""
    try:
        if len(text) == 10:
            return say.short_day(date.fromisoformat(text), WITH_YEAR)
        at = datetime.fromisoformat(text) if len(text) > 18 and text[4:5] == "-" else None
    except ValueError:
        return ""
    if at is None or at.tzinfo is None:
        return ""
    here = _local(at)
    return _("%(day)s, %(time)s") % {
        "day": say.short_day(here.date(), WITH_YEAR),
        "time": say.clock_time(here),
    }
