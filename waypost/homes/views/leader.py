"""How we are doing: the leader's first page. Groups only, from releases; one click to how we know."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from waypost.care import quality
from waypost.care.panels import attention
from waypost.climate import panels as climate
from waypost.community import panels as community
from waypost.evidence import sources
from waypost.evidence.models import Source
from waypost.measures.registry import SIGNALS
from waypost.practice import panels as practice
from waypost.trust.access import roles
from waypost.trust.models import ReleaseCell, Role
from waypost.trust.pages import Asked, page
from waypost.trust.queries import waiting_grants
from waypost.voice.panels import heard, surveys
from waypost.web.export import Column, export_csv

from .. import answered, growth, releases
from ..labels import group_label, place_label, said

LEADER = roles(Role.LEADER)


@dataclass(frozen=True, slots=True)
class Line:
    """A place with what may be said of it."""

    label: str
    depth: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """What differs between the lines; what doesn't is said once (`everywhere`), and who is hidden altogether named once."""

    heads: list[str]
    lines: list[Line]
    everywhere: list[str]
    hidden: list[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What was let out about rules, each sentence once with (name, title) of those it is about; and those of which nothing
    may be told yet."""

    told: list[tuple[str, list[tuple[str, str]]]]
    untold: list[tuple[str, str]]


@page(LEADER, purpose="how we are doing")
def how_we_are_doing(request: Asked) -> HttpResponse:
    cells = releases.current()
    context = {
        "period": releases.period_in_words(),
        "made": max((c.made for c in cells), default=None),
        "places": what_differs(_lines(cells), releases.columns(cells)),
        "equity": what_differs(_equity(cells), releases.columns(cells)),
        "growth": _growth(),
        "rules": _rules(),
        "in_time": answered.current(),
        "attention": attention.for_leader(),
        "climate": climate.for_leader(),
        "heard": heard.for_leader(),
        "said": surveys.for_leader(request.reads),
        "profile": community.for_leader(),
        "practice": practice.for_leader(request.reads),
        "sources": _sources(),
        "confirm": waiting_grants().count(),
    }
    return render(request, "homes/how_we_are_doing.html", context)


@page(LEADER, purpose="export of released figures")
def export(request: Asked) -> HttpResponseBase:
    """Exactly the released cells, hidden ones named as hidden."""
    columns = [
        Column(_("group"), lambda c: c.line),
        Column(_("figure"), lambda c: c.column),
        Column(_("value"), lambda c: c.value, "number"),
        Column(_("in words"), lambda c: c.words),
        Column(_("students"), lambda c: c.band),
        Column(_("shown"), lambda c: _("yes") if c.shown else _("hidden: few students")),
        Column(_("made"), lambda c: c.made.date(), "date"),
    ]
    return export_csv("how-we-are-doing.csv", columns, releases.current())


def what_differs(lines: list[Line], columns: list[str]) -> Table:
    """Columns in which all lines that are shown say the same, and lines that are wholly hidden, become a sentence."""
    titles = {
        "secure": _("skills that are secure"),
        "talked": _("talked with in 20 school days"),
        "feedback": _("feedback on work in 20 school days"),
        "celebrated": _("celebrated in 20 school days"),
    }
    heads = [titles[column] for column in columns]
    nothing = {said(None), _("hidden: few students")}
    shown = [line for line in lines if not set(line.cells) <= nothing]
    values = [{line.cells[n] for line in shown} for n in range(len(heads))]
    same = [n for n, found in enumerate(values) if len(shown) > 2 and len(found) == 1]
    kept = [n for n in range(len(heads)) if n not in same]
    return Table(
        [heads[n] for n in kept],
        [Line(line.label, line.depth, [line.cells[n] for n in kept]) for line in shown] if kept else [],
        [
            _("The same everywhere: %(what)s, %(share)s.")
            % {"share": values[n].copy().pop(), "what": heads[n]}
            for n in same
        ],
        [line.label for line in lines if line not in shown],
    )


@page(LEADER, purpose="export of released figures")
def export_profile(request: Asked) -> HttpResponseBase:
    """The success profile, cell by cell, with the version of the charter that it serves."""
    columns = [
        Column(_("charter"), lambda r: f"{r.charter.year}, {r.charter.number}"),
        Column(_("indicator"), lambda r: r.indicator.words),
        Column(_("group"), lambda r: r.cell.line),
        Column(_("figure"), lambda r: r.cell.column),
        Column(_("value"), lambda r: r.cell.value, "number"),
        Column(_("low"), lambda r: r.cell.low, "number"),
        Column(_("high"), lambda r: r.cell.high, "number"),
        Column(_("in words"), lambda r: r.cell.words),
        Column(_("our aim"), lambda r: r.indicator.aim, "number"),
        Column(_("students"), lambda r: r.cell.band),
        Column(_("shown"), lambda r: _("yes") if r.cell.shown else _("hidden: few students")),
        Column(_("half-term"), lambda r: r.period),
        Column(_("made"), lambda r: r.cell.made.date(), "date"),
    ]
    return export_csv("success-profile.csv", columns, community.for_export())


def _lines(cells: list[ReleaseCell]) -> list[Line]:
    by_place = {(c.line, c.column): c for c in cells}
    places = sorted({c.line for c in cells})
    return [
        Line(
            place_label(place),
            place.count("/"),
            [said(by_place.get((place, column))) for column in releases.columns(cells)],
        )
        for place in places
    ]


def _equity(cells: list[ReleaseCell]) -> list[Line]:
    """The whole school by the attributes of the roster."""
    whole = {c.column: c for c in cells if c.line == "school" and "/" in c.column}
    groups = sorted({column.partition("/")[2] for column in whole})
    return [
        Line(
            group_label(group),
            0,
            [said(whole.get(f"{column}/{group}")) for column in releases.columns(cells)],
        )
        for group in groups
    ]


def _growth() -> list[growth.Subject]:
    """The latest year's subjects; [] where no authority gave any."""
    years = growth.years()
    return growth.subjects(years[0]) if years else []


def _sources() -> list[tuple[Source, sources.Health]]:
    """Those with something to mend first."""
    found = [(s, sources.health(s)) for s in Source.objects.exclude(kind="room").order_by("name")]
    return sorted(found, key=lambda row: row[1].state == "fine")


def _rules() -> Rules:
    """Each rule with what staff say of it, as it was let out: what is least useful is news, the rest is said in one line."""
    found = quality.rates()
    known = [(name, _(rule.about.title)) for name, rule in SIGNALS.items() if not rule.about.good_news]
    rated = [(found[name], name, title) for name, title in known if name in found and found[name].useful]
    told: dict[str, list[tuple[str, str]]] = {}
    for rate, name, title in sorted(rated, key=lambda row: (row[0].worth, row[2])):
        told.setdefault(rate.short, []).append((name, title))
    names = {name for _rate, name, _title in rated}
    return Rules(
        list(told.items()), sorted((row for row in known if row[0] not in names), key=lambda row: row[1])
    )
