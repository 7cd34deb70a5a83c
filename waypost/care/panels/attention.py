"""How attention is spread over the students, of all adults together: for the leader's home, the report and the own page.

Leader's home  {% include "care/parts/attention_leader.html" with attention=for_leader() %}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from waypost.web import say

from .. import balance

EDGE = 0.1  # a share near none or all is told as releases tell it
EVEN, UNEVEN = 0.8, 1.25  # of variance to mean: what chance does lies between


@dataclass(frozen=True, slots=True)
class Attention:
    """What was let out last: a sentence a figure, behind how many adults, when; `ratio` for how it is worked out."""

    sentences: list[str]
    band: str
    made: datetime
    ratio: float | None


def for_leader() -> Attention | None:
    """None before the first figures of five adults."""
    last = balance.shown()
    if last is None:
        return None
    told = [
        without(last.without),
        spread(last.ratio) if last.ratio is not None else "",
        within(last.days) if last.days is not None else "",
    ]
    return Attention([t for t in told if t], last.band, last.made, last.ratio)


def without(share: float | None) -> str:
    if share is None:
        return ""
    if share <= EDGE:
        words = _("%(share)s or less of students had no conversation in 20 school days.")
    elif share >= 1 - EDGE:
        words = _("%(share)s or more of students had no conversation in 20 school days.")
    else:
        words = _("%(share)s of students had no conversation in 20 school days.")
    return words % {"share": say.percent(min(max(share, EDGE), 1 - EDGE))}


def spread(ratio: float) -> str:
    """What the ratio of variance to mean says, in a few words."""
    if ratio < EVEN:
        return _("Talks are spread more evenly than by chance")
    return (
        _("A few students get most of the talks")
        if ratio > UNEVEN
        else _("Talks fall on students about as by chance")
    )


def within(days: float) -> str:
    return _("From a signal to a conversation: half within %(days)s school days.") % {
        "days": say.number(days, 0 if days == int(days) else 1)
    }
