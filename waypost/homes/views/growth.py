"""Growth by the authority's measure: a leader's page and its table. Groups alone, from releases."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from waypost.trust.models import ReleaseCell
from waypost.trust.pages import Asked, page
from waypost.web.export import Column, export_csv

from .. import growth as figures
from .leader import LEADER

PURPOSE = "growth by the authority's measure"


@page(LEADER, purpose=PURPOSE)
def growth(request: Asked) -> HttpResponse:
    years = figures.years()
    year = _year(request, years)
    context = {
        "year": year,
        "export_url": f"{reverse('homes:growth_export')}?year={year}",
        "others": [y for y in years if y != year],
        "subjects": figures.subjects(year) if year else [],
        "made": max((c.made for c in figures.cells(year)), default=None) if year else None,
    }
    return render(request, "homes/growth.html", context)


@page(LEADER, purpose=PURPOSE)
def export(request: Asked) -> HttpResponseBase:
    """Exactly the released cells, on the scale of percentiles; hidden ones named as hidden."""
    year = _year(request, figures.years())
    columns = [
        Column(_("school year, its end"), lambda c: int(c.release.period), "number"),
        Column(_("group"), lambda c: c.line),
        Column(_("subject"), lambda c: c.column),
        Column(_("mean growth percentile"), lambda c: _of_scale(c.value), "number"),
        Column(_("low"), lambda c: _of_scale(c.low), "number"),
        Column(_("high"), lambda c: _of_scale(c.high), "number"),
        Column(_("in words"), lambda c: "" if c.value is not None else figures.said(c)),
        Column(_("students"), lambda c: c.band),
        Column(_("shown"), lambda c: _("yes") if c.shown else _("hidden: few students")),
        Column(_("made"), lambda c: c.made.date(), "date"),
    ]
    rows: list[ReleaseCell] = figures.cells(year) if year else []
    return export_csv("growth.csv", columns, rows)


def _of_scale(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _year(request: Asked, years: list[int]) -> int | None:
    """The year asked for, else the latest; None before the first release."""
    asked = request.GET.get("year", "")
    if not asked:
        return years[0] if years else None
    if not asked.isdigit() or int(asked) not in years:
        raise Http404
    return int(asked)
