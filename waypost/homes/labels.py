"""Released cells in words: places, groups of the roster, shares."""

from __future__ import annotations

from django.utils.translation import gettext as _

from waypost.trust.models import ReleaseCell
from waypost.web import say


def place_label(place: str) -> str:
    parts = place.split("/")
    if len(parts) == 1:
        return _("the whole school")
    if parts[-1] == "-":
        return _("without a year")
    return _("year %(year)s") % {"year": parts[1].lstrip("0")} if len(parts) == 2 else parts[-1]


def group_label(attribute: str) -> str:
    """The values of OneRoster's demographics in words; another one as the roster spells it."""
    name, _sep, value = attribute.partition("=")
    known = {
        "sex=female": _("girls"),
        "sex=male": _("boys"),
        "sex=other": _("another sex"),
        "sex=unspecified": _("sex not said"),
    }
    return known.get(attribute, f"{name}: {value}")


def said(cell: ReleaseCell | None) -> str:
    if cell is None:
        return "–"
    if not cell.shown:
        return _("hidden: few students")
    return in_words(cell.words) or say.percent(cell.value)


def in_words(bound: str) -> str:
    """A released bound (">= 90 %") as people say it."""
    kind, _sep, share = bound.partition(" ")
    if not share:
        return ""
    return (
        _("%(share)s or more") % {"share": share}
        if kind == ">="
        else _("%(share)s or less") % {"share": share}
    )
