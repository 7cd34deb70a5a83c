"""The parts of the report, each in words and with what a drawing needs. Everything comes from released figures.

`level`: 1 stands on the one page, 2 on the four pages, 3 only in the whole report. A part without anything to say is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from waypost.care import quality
from waypost.care.panels import attention
from waypost.climate import panels as climate
from waypost.community import panels as community
from waypost.evidence import sources
from waypost.evidence.models import Source
from waypost.measures.figures import FIGURES
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.practice import panels as practice
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.voice.panels import heard, surveys
from waypost.web import say

from .. import answered, growth, releases
from ..labels import in_words, place_label, said
from . import equity

Section = dict[str, Any]
LINES_ON_ONE_PAGE = 7


def gather(reads: ReadBook) -> list[Section]:
    """All parts that have something to say, in the order of the report."""
    cells = releases.current()
    parts: list[Callable[[], Section | None]] = [
        _profile,
        _profile_groups,
        lambda: _groups(cells),
        lambda: _equity(cells),
        _growth,
        lambda: _strategies(reads),
        _in_time,
        _attention,
        _heard,
        lambda: _surveys(reads),
        _climate,
        _rules,
        _sources,
        _how,
    ]
    return [found for part in parts if (found := part()) is not None]


def section(key: str, title: str, level: int, **more: Any) -> Section:
    """`sentences`, `lines` (label, told, note, value, low, high, aim) and a `table` (heads, rows); `note` in small print."""
    return {
        "key": key, "title": title, "level": level, "sentences": [], "lines": [], "table": None, "note": "", **more,
    }  # fmt: skip


def line(label: str, told: str, note: str = "", *, cell: Any = None, aim: float | None = None) -> Section:
    """One figure; `cell` gives value, low and high where they are shown."""
    return {
        "label": label, "told": told, "note": note, "aim": aim,
        "value": cell.value if cell is not None else None,
        "low": cell.low if cell is not None else None, "high": cell.high if cell is not None else None,
    }  # fmt: skip


def _profile() -> Section | None:
    profile = community.for_leader()
    if profile.charter is None:
        return None
    lines = []
    for one in profile.lines:
        told = one.told or (one.judged.get_state_display() if one.judged else _without_figure(one.figure))
        says = f"{told} {one.figure.says}." if one.figure and one.cell else told
        note = " ".join(t for t in (one.against, one.trend) if t)
        lines.append(line(one.indicator.words, says, note, cell=one.cell, aim=one.indicator.aim))
    serves = _("Serves the charter %(year)s, version %(number)s.") % {
        "year": profile.charter.year, "number": profile.charter.number,
    }  # fmt: skip
    return section(
        "profile",
        _("By what we mean by success"),
        1,
        lines=lines,
        sentences=[s for s in (profile.summary, serves) if s],
        note=" ".join(profile.whose),
    )


def _without_figure(figure: object) -> str:
    return _("no figure can be let out yet") if figure else _("no figure: people look at it each term")


def _profile_groups() -> Section | None:
    """Each indicator by year and by the groups of the roster, as far as they are shown."""
    rows = []
    for one in community.for_leader().lines:
        if one.groups:
            rows.append({"depth": 0, "cells": [one.indicator.words, one.told]})
            rows += [{"depth": 1, "cells": list(group)} for group in one.groups]
    if not rows:
        return None
    heads = [_("Indicator"), _("Figure")]
    return section(
        "profile_groups", _("What we mean by success, by group"), 2, table={"heads": heads, "rows": rows}
    )


def _groups(cells: list[ReleaseCell]) -> Section | None:
    if not cells:
        return None
    by_place = {(c.line, c.column): c for c in cells}
    places = sorted({c.line for c in cells})
    rows = [
        {
            "depth": place.count("/"),
            "cells": [place_label(place), *(said(by_place.get((place, c))) for c in releases.columns(cells))],
        }
        for place in places
    ]
    whole = [
        line(equity.title(slug), _with_interval(cell), cell=cell)
        for slug in releases.COLUMNS
        if (cell := by_place.get((releases.SCHOOL, slug))) is not None and cell.shown
    ]
    return section(
        "groups", _("What students can do, and who is seen"), 1, lines=whole,
        table={"heads": [_("Group"), *(equity.title(slug) for slug in releases.columns(cells))], "rows": rows},
        note=_("Groups of fewer than ten are hidden, and so is what would give them away. Figures change at most once a week."),
    )  # fmt: skip


def _equity(cells: list[ReleaseCell]) -> Section | None:
    found = equity.columns(cells)
    if not found:
        return None
    labels = list(dict.fromkeys(group.label for column in found for group in column.groups))
    by_label = [{group.label: group for group in column.groups} for column in found]
    rows = [
        {"depth": 0, "cells": [label, *(_group_with_interval(told.get(label)) for told in by_label)]}
        for label in labels
    ]
    sentences = [f"{column.title}. {told}" for column in found for told in column.differences]
    return section(
        "equity", _("For whom: outcomes and attention"), 2, sentences=sentences,
        table={"heads": [_("Group"), *(column.title for column in found)], "rows": rows},
        note=_("A difference says nothing about its reason. No measure and no signal knows these groups."),
    )  # fmt: skip


def _group_with_interval(group: equity.Group | None) -> str:
    if group is None:
        return "–"
    return _between(group.told, group.low, group.high) if group.value is not None else group.told


def _with_interval(cell: ReleaseCell) -> str:
    return _between(said(cell), cell.low, cell.high) if cell.value is not None else said(cell)


def _between(told: str, low: float | None, high: float | None) -> str:
    """ "22 % (16 % to 29 %)"; without an interval where none is known."""
    if low is None or high is None:
        return told
    ends = {"told": told, "low": say.percent(low), "high": say.percent(high)}
    return _("%(told)s (%(low)s to %(high)s)") % ends


def _growth() -> Section | None:
    """Each subject of the latest year that an authority sent."""
    years = growth.years()
    lines = [line(s.title, s.sentence) for s in growth.subjects(years[0])] if years else []
    return section("growth", _("Growth by the authority's measure"), 2, lines=lines) if lines else None


def _strategies(reads: ReadBook) -> Section | None:
    """What the school tries, and what the evidence says of each; no adult is named."""
    lines = [
        line(one.title, one.state, " ".join(t for t in (one.verdict, one.size) if t))
        for one in practice.for_leader(reads)
    ]
    return section("strategies", _("What we try, and what it brings"), 1, lines=lines) if lines else None


def _in_time() -> Section | None:
    cell = answered.current()
    if cell is None:
        return None
    what = _(
        "A signal asks an adult to look after a student: somebody is stuck, has gone quiet, asks for help."
    )
    sentence = _("Of the signals of this term %(share)s were answered within ten school days.")
    share = in_words(cell.words) or say.in_hundred(cell.value)
    return section(
        "in_time", _("Were signals answered in time?"), 1, sentences=[what, sentence % {"share": share}],
        note=_("At least five adults together; each weighs the same. Nobody's own figure is shown to anybody else."),
    )  # fmt: skip


def _attention() -> Section | None:
    found = attention.for_leader()
    if found is None:
        return None
    return section("attention", _("How attention is spread"), 2, sentences=found.sentences)


def _surveys(reads: ReadBook) -> Section | None:
    """What students, families and staff said last, scale by scale."""
    lines = []
    for asked in surveys.for_leader(reads):
        who = f"{asked.wave.survey.get_people_display()}, {say.dated(asked.wave.closes_on)}"
        for scale in asked.scales:
            told = scale.told
            says = ", ".join(t for t in (told.words, told.sentence) if t) if told else _("can't be told")
            lines.append(line(f"{scale.title} ({who})", says, scale.change.words if scale.change else ""))
    return section("surveys", _("What they say in surveys"), 2, lines=lines) if lines else None


def _heard() -> Section | None:
    found = heard.for_leader()
    if found.answered is None:
        return None
    told = [
        _("Of what students suggested this term %(share)s were answered.") % {"share": _share(found.answered)}
    ]
    if found.in_time is not None:
        told.append(_("Within ten school days: %(share)s.") % {"share": _share(found.in_time)})
    return section("heard", _("Were students heard?"), 1, sentences=told)


def _share(cell: ReleaseCell) -> str:
    return in_words(cell.words) or say.in_hundred(cell.value)


def _climate() -> Section | None:
    lines = [
        line(one.focus.title, _("they %(seen)s at %(share)s looks") % {"seen": one.focus.seen, "share": _share(one.cell)}, cell=one.cell)
        for one in climate.for_leader()
        if one.cell is not None
    ]  # fmt: skip
    if not lines:
        return None
    return section(
        "climate", _("What happens between the students"), 2, lines=lines,
        note=_("Lessons that teachers laid out themselves, at least five adults together. A lesson belongs to its teacher; this is no appraisal."),
    )  # fmt: skip


def _rules() -> Section | None:
    found = [
        (_(SIGNALS[name].about.title), rate)
        for name, rate in quality.rates().items()
        if name in SIGNALS and not SIGNALS[name].about.good_news and rate.useful
    ]
    if not found:
        return None
    lines = [
        line(title, rate.short, cell=rate.useful)
        for title, rate in sorted(found, key=lambda pair: (pair[1].worth, pair[0]))
    ]
    return section(
        "rules", _("How good our signals are"), 3, lines=lines,
        note=_("What staff answered, at least five adults about at least ten students."),
    )  # fmt: skip


def _sources() -> Section | None:
    found = [
        line(s.name, sources.health(s, paper=True).sentence)
        for s in Source.objects.exclude(kind="room").order_by("name", "pk")
    ]
    return section("sources", _("What we rest on"), 3, lines=found) if found else None


def _how() -> Section:
    """Each measure that stands behind a figure: what it asks, and what it must not be used for."""
    abouts = [MEASURES[n].about for n in ("mastery", "conversations") if n in MEASURES]
    abouts += [FIGURES[n][0] for n in ("effects", "weights", "trials", "scales", "lessons")]
    lines = [line(_(a.title), _(a.question), _("Not for: %(what)s") % {"what": _(a.not_for)}) for a in abouts]
    return section("how", _("How we know"), 3, lines=lines)
