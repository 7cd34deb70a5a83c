"""`{% load waypost %}`: every tag and filter of the design system. Containers (card, row, list, note) are plain HTML with a class;
what needs logic is a tag. docs/design-system.md has an example of each, /design/ shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from waypost.web import rows, say, shapes
from waypost.web.charts import chart_svg
from waypost.web.grid import Grid, grid_table
from waypost.web.lines import WeeklyLine, weekly_svg
from waypost.web.markdown import render
from waypost.web.qr import qr

register = template.Library()

# -- words ------------------------------------------------------------------------------------------------------------
register.filter("number", say.number)
register.filter("percent", say.percent)
register.filter("in_hundred", say.in_hundred)
register.filter("in_words", say.words)
register.filter("school_days", say.school_days)
register.filter("minutes", say.minutes)
register.filter("listed", say.listed)
register.filter("initials", say.initials)
register.filter("day", say.day)
register.filter("short_day", say.short_day)
register.filter("dated", say.dated)
register.filter("clock_time", say.clock_time)
register.filter("near_day", say.near_day)
register.filter("since", say.since)
register.filter("ago", say.ago)
register.filter("moment", say.moment)
register.filter("row_in_words", rows.row)
register.filter("state_word", shapes.state_word)
register.filter("markdown", render)

# -- shapes -----------------------------------------------------------------------------------------------------------
register.simple_tag(shapes.icon, name="icon")
register.simple_tag(shapes.face, name="face")
register.simple_tag(shapes.moon, name="moon")
register.simple_tag(shapes.state, name="state")
register.simple_tag(shapes.interval, name="interval")
register.simple_tag(shapes.parts, name="parts")
register.simple_tag(chart_svg, name="chart")
register.simple_tag(qr, name="qr")


@register.inclusion_tag("web/parts/live_charts.html")
def live_charts() -> dict[str, Any]:
    """For the head block of a page with `{% chart spec label live="an-id" %}`."""
    return {}


@register.inclusion_tag("web/parts/legend.html")
def legend(*only: str) -> dict[str, Any]:
    """The moons with their words; all of them, or those named."""
    return {"states": only or shapes.STATES}


@register.inclusion_tag("web/parts/grid.html")
def grid(grid: Grid) -> dict[str, Any]:
    """A Grid with its legend, filter and scroll box."""
    return {"grid": grid, "table": grid_table(grid)}


@register.inclusion_tag("web/parts/weekly.html")
def weekly(line: WeeklyLine) -> dict[str, Any]:
    """A WeeklyLine with its keys and its table behind a disclosure."""
    return {"line": line, "svg": weekly_svg(line)}


# -- sentences with a picture -----------------------------------------------------------------------------------------
@register.inclusion_tag("web/parts/audience.html")
def audience(who: Sequence[str] | str, *, watched: bool = True, not_for: str = "") -> dict[str, Any]:
    """Who sees what is written here (TRUST 5). `who` are readers besides the writer; empty: only me.

    `watched=False` adds that nobody reads this round the clock (every text field of a child).
    """
    names = [who] if isinstance(who, str) and who else list(who)
    return {"who": say.listed(names), "watched": watched, "not_for": not_for}


@register.inclusion_tag("web/parts/source.html")
def source(name: str, health: str = "fine", sentence: str = "", href: str = "") -> dict[str, Any]:
    """A source's health in a line. health: fine, late, silent, waiting (refused evidence waits), rest (holiday)."""
    pictures = {"fine": "check", "late": "clock", "silent": "pause", "waiting": "source", "rest": "calendar"}
    if health not in pictures:
        raise ValueError(f"a source's health is one of {', '.join(pictures)}, not {health!r}")
    return {"name": name, "health": health, "icon": pictures[health], "sentence": sentence, "href": href}


@register.inclusion_tag("web/parts/empty.html")
def empty(
    heading: str, sentence: str = "", href: str = "", action: str = "", picture: str = "leaf"
) -> dict[str, Any]:
    """An empty place that says what to do next."""
    return {"heading": heading, "sentence": sentence, "href": href, "action": action, "picture": picture}


@register.inclusion_tag("web/parts/export.html")
def export_link(href: str, label: str = "") -> dict[str, Any]:
    """Take a table along."""
    return {"href": href, "label": label or _("Export (CSV)")}


# -- ways through -----------------------------------------------------------------------------------------------------
@register.inclusion_tag("web/parts/progress.html")
def progress(
    label: str, done: float | None = None, total: float | None = None, sentence: str = "", poll: str = ""
) -> dict[str, Any]:
    """Long work. Without `total` it only says that it goes on. `poll`: address of the fragment that replaces this one every 2 s.

    A page that must go on without script puts `{% refresh_every 5 %}` in its head block.
    """
    share = None if not total or done is None else min(1.0, done / total)
    return {"label": label, "done": done, "total": total, "share": share, "sentence": sentence, "poll": poll}


@register.inclusion_tag("web/parts/refresh.html")
def refresh_every(seconds: int) -> dict[str, Any]:
    """For the head block of a page with long work: asks again by itself, without script."""
    return {"seconds": seconds}


@register.inclusion_tag("web/parts/stepper.html")
def stepper(steps: Sequence[str] | Sequence[tuple[str, str]], current: int) -> dict[str, Any]:
    """Steps of a longer way: labels, or (label, address) for those one may go back to. `current` counts from 1."""
    pairs = [(step, "") if isinstance(step, str) else step for step in steps]
    return {"steps": [(n, label, href) for n, (label, href) in enumerate(pairs, 1)], "current": current}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Older and newer of a django.core.paginator.Page; keeps the rest of the query."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    return {"page": page, "previous": _query(query, page, -1), "next": _query(query, page, 1)}


def _query(query: Any, page: Any, step: int) -> str:
    if query is None:
        return f"?page={page.number + step}"
    query["page"] = page.number + step
    return f"?{query.urlencode()}"


@register.inclusion_tag("web/parts/crumbs.html")
def crumbs(*steps: Any) -> dict[str, Any]:
    """Where this page stands: (label, address) pairs as flat arguments, `{% crumbs "Classes" "/classes/" "7B" "/classes/7b/" %}`."""
    return {"steps": list(zip(steps[::2], steps[1::2], strict=True))}


# -- forms ------------------------------------------------------------------------------------------------------------
@register.inclusion_tag("web/parts/drop.html")
def drop(field: Any, accept: str = "", sentence: str = "") -> dict[str, Any]:
    """A file field as a place to drop a file on; a plain file field without script."""
    return {"field": field, "accept": accept, "sentence": sentence}


@register.inclusion_tag("web/parts/pick.html")
def pick_feeling(
    name: str, legend: str, labels: Iterable[str] = (), chosen: int | None = None
) -> dict[str, Any]:
    """Five faces as radio buttons, named 1 to 5 in the form."""
    words = list(labels) or [_("not good"), _("so-so"), _("okay"), _("good"), _("great")]
    return {
        "name": name,
        "legend": legend,
        "choices": [(n, f"face-{n}", word) for n, word in enumerate(words, 1)],
        "chosen": chosen,
    }


@register.inclusion_tag("web/parts/levels.html")
def pick_level(name: str, legend: str, labels: Iterable[str], chosen: int | None = None) -> dict[str, Any]:
    """A few levels in a row as radio buttons, named 1 and on in the form; on a phone the outer two keep their words."""
    return {"name": name, "legend": legend, "choices": list(enumerate(labels, 1)), "chosen": chosen}


@register.simple_tag
def words_of(value: date | datetime | float | None) -> str:
    """A value as a person would write it, whatever its type."""
    if isinstance(value, datetime):
        return f"{say.short_day(value)}, {say.clock_time(value)}"
    if isinstance(value, date):
        return say.short_day(value)
    return say.number(value)


@register.filter
def fold(text: object) -> SafeString:
    """A name or a reason that the projector switch covers."""
    from django.utils.html import format_html

    return format_html('<span class="fold">{}</span>', text)


@register.filter
def isolated(text: object) -> str:
    """People's words inside a sentence of ours, kept apart where we write from right to left: else the full stop of an
    English title lands in front of it. Marks, no tags: it holds in attributes and page titles, too."""
    from django.utils.translation import get_language_bidi

    return f"\u2068{text}\u2069" if get_language_bidi() else str(text)
