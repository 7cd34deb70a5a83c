"""Results of a survey, from its release alone; comments with the codes of who reads them; quotes."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.trust.access import SIGNED_IN
from waypost.trust.pages import Asked, me, page
from waypost.web.export import Column, export_csv

from .. import bank
from ..access.surveys import RUN_SURVEY
from ..forms.surveys import CameForm
from ..models import Coded, Theme
from ..queries import came as queries_came
from ..queries import comments as queries_comments
from ..queries import results as queries
from ..services import Refused, coding, quoting
from ..services import surveys as services
from .common import STAFF


@page(STAFF, purpose="results of a survey")
def results(request: Asked, pk: int) -> HttpResponse:
    """In words: what they say, who is missing, what changed; the numbers one click behind."""
    found = queries.results_of(request.reads, pk)
    wave = found.wave
    if not wave.over:
        raise Http404
    form = CameForm(request.POST or None, initial={"words": wave.came})
    if request.method == "POST" and form.is_valid():
        services.tell_what_came(wave, form.cleaned_data["words"], by=me(request))
        messages.success(request, _("Told. Everybody who was asked reads it, with the results, from now on."))
        return redirect("voice:survey_results", pk)
    ends = (bank.ANSWERS[1], bank.ANSWERS[5])
    return render(
        request, "voice/survey_results.html", {"page": found, "wave": wave, "ends": ends, "form": form}
    )


@page(SIGNED_IN, purpose="what came of a survey")
def came(request: Asked, pk: int) -> HttpResponse:
    """For those who were asked, and the teachers of students who were: what was heard and done, and the results."""
    found = queries_came.came_of(request.reads, pk)
    ends = (bank.ANSWERS[1], bank.ANSWERS[5])
    return render(request, "voice/survey_came.html", {"page": found, "wave": found.wave, "ends": ends})


@page(STAFF, purpose="results of a survey")
def export(request: Asked, pk: int) -> StreamingHttpResponse:
    """The released cells as a table; hidden ones are left out."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    columns = [
        Column(_("Group"), lambda r: r.cell.line),
        Column(_("What"), lambda r: r.cell.column),
        Column(_("About"), lambda r: r.about),
        Column(_("Value (0 to 1)"), lambda r: r.cell.value, "number"),
        Column(_("from"), lambda r: r.cell.low, "number"),
        Column(_("to"), lambda r: r.cell.high, "number"),
        Column(_("In words"), lambda r: r.cell.words),
        Column(_("People"), lambda r: r.cell.band),
    ]
    return export_csv(wave.name, columns, queries.released(wave))


@page(STAFF, purpose="comments of a survey")
def comments(request: Asked, pk: int) -> HttpResponse:
    """Comments in no order; tick what each is about. A second reader's ticks are not shown to the first."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    if not wave.over:
        raise Http404
    if request.method == "POST":
        return _code(request, pk)
    found = queries_comments.comments_of(wave)
    mine: dict[UUID, set[int]] = defaultdict(set)
    for said, theme in Coded.objects.filter(said__wave=wave, by=me(request), theme__isnull=False).values_list(
        "said_id", "theme_id"
    ):
        mine[said].add(theme or 0)
    return render(
        request,
        "voice/survey_comments.html",
        {
            "wave": wave,
            "words": queries_comments.words_of(wave),
            "questions": [
                (version, [(row, mine[row.pk]) for row in rows], queries_comments.alike(rows))
                for version, rows in found
            ],
            "codes": Theme.objects.filter(wave=wave).order_by("name"),
            "lines": queries_comments.themes_of(wave),
        },
    )


def _code(request: Asked, pk: int) -> HttpResponse:
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    name = " ".join(request.POST.get("theme", "").split())
    if name:
        coding.name_theme(wave, name)
        messages.success(request, _("The theme is there. Tick it where it fits."))
    shown = [row.pk for _version, rows in queries_comments.comments_of(wave) for row in rows]
    if "code" in request.POST:
        ticked = {
            said: [int(t) for t in request.POST.getlist(f"c-{said}") if t.isdecimal()] for said in shown
        }
        coding.code(wave, ticked, by=me(request))
        messages.success(request, _("Noted."))
    return redirect("voice:survey_comments", pk)


@page(SIGNED_IN, purpose="quotes of a survey")
def quotes(request: Asked, pk: int) -> HttpResponse:
    """Words that may be shown, for everybody who was asked; who runs the survey chooses them here."""
    found = queries_comments.quotes_of(request.reads, pk)
    if request.method == "POST":
        wave = RUN_SURVEY.get(request.reads, pk=pk)
        ticked = {
            c.said.pk
            for _version, rows in found.candidates
            for c in rows
            if str(c.said.pk) in request.POST.getlist("said")
        }
        try:
            quoting.choose(wave, ticked, by=me(request))
            messages.success(request, _("Noted. They read it with what came of the survey."))
        except Refused as why:
            messages.error(request, str(why))
        return redirect("voice:survey_quotes", pk)
    return render(request, "voice/survey_quotes.html", {"page": found, "wave": found.wave})
