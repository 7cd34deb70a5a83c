"""The figures that an indicator may rest on: each a value between 0 and 1 a student, from readings, up is better.

Must not be used for one student, a teacher or a class of few: they leave only as releases (TRUST 2). Survey scales come
as releases already; they are named here so that an indicator can rest on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waypost.readings.models import Reading

Values = dict[int, float]  # person -> 0..1
RECENT = 20  # school days
ENOUGH_SKILLS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """`how`: its page under How we know. `values` None: a scale of the survey, released by itself as column `slug`."""

    slug: str
    title: str | Promise
    says: str | Promise  # what 70 % would mean
    how: str
    values: Callable[[], Values] | None = None
    aim: float = 0.7
    worthwhile: float = 0.05


def _secure() -> Values:
    """Share of a student's skills that are secure, of those with enough evidence (at least three)."""
    known: dict[int, list[bool]] = defaultdict(list)
    rows = Reading.objects.filter(measure="mastery").exclude(subject=0).exclude(state="not_enough")
    for person, state in rows.values_list("person_id", "state"):
        known[person].append(state in {"secure", "due_for_a_look"})
    return {p: sum(s) / len(s) for p, s in known.items() if len(s) >= ENOUGH_SKILLS}


def _whole(measure: str) -> dict[int, tuple[str, float | None]]:
    rows = Reading.objects.filter(measure=measure, subject=0)
    return {p: (state, value) for p, state, value in rows.values_list("person_id", "state", "value")}


def _talked() -> Values:
    """An adult talked with the student in the last 20 school days. Nothing noted is no conversation."""
    return {
        p: float(value is not None and value < RECENT) for p, (_s, value) in _whole("conversations").items()
    }


def _learnt() -> Values:
    """At least one skill became secure for the first time in this half-term."""
    rows = Reading.objects.filter(measure="growth", subject=0).exclude(state="not_enough")
    return {p: float(detail.get("secured", 0) > 0) for p, detail in rows.values_list("person_id", "detail")}


def _goals() -> Values:
    """At least one own goal was reached in this half-term."""
    return {
        p: float((value or 0) > 0) for p, (state, value) in _whole("goals").items() if state != "not_enough"
    }


def _helped() -> Values:
    """It was noted that the student helped somebody in this half-term."""
    return {p: float(state == "helped") for p, (state, _v) in _whole("help_given").items()}


_figures = (
    Figure("secure", _("What is learnt stays"), _("of a student's skills hold, on average"), "mastery", _secure),
    Figure("learnt", _("Everybody learns something new"), _("of students got hold of a new skill in this half-term"), "growth", _learnt, 0.9),
    Figure("goals", _("Goals they set themselves are reached"), _("of students with a goal of their own reached one in this half-term"), "goals", _goals, 0.5),
    Figure("talked", _("Somebody talks with each student"), _("of students talked with an adult in the last 20 school days"), "conversations", _talked, 0.95),
    Figure("helped", _("Students help each other"), _("of students were seen helping somebody in this half-term"), "help_given", _helped, 0.5),
    Figure("belonging", _("Everybody belongs"), _("of the way to “fully true” in the survey"), "scales"),
    Figure("agency", _("A say in one's own learning"), _("of the way to “fully true” in the survey"), "scales"),
    Figure("challenge", _("Work that makes one think"), _("of the way to “fully true” in the survey"), "scales"),
    Figure("support", _("Help when one is stuck"), _("of the way to “fully true” in the survey"), "scales"),
    Figure("enjoyment", _("Learning is a joy"), _("of the way to “fully true” in the survey"), "scales"),
)  # fmt: skip

MEASURED: Mapping[str, Figure] = {f.slug: f for f in _figures}
