"""Surveys on paper: sheets to print, with names or without, typed in one after the other; and slips that say no."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.school.access import SEE_STUDENT
from waypost.trust import consent
from waypost.trust.pages import Asked, me, page

from .. import asked, bank
from ..access.surveys import RUN_SURVEY
from ..forms.surveys import SheetForm
from ..models import People, Wave
from ..queries import paper as queries
from ..queries import surveys as queries_surveys
from ..services import Refused, objections
from ..services import answers as services
from ..services.surveys import K
from .answering import readers_of, sent
from .common import STAFF


@page(STAFF, purpose="a survey on paper")
def paper(request: Asked, pk: int) -> HttpResponse:
    """One blank sheet: the same first lines, the same questions, boxes to tick; in the language that is chosen."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    chosen = request.GET.get("in", "")
    here = (translation.get_language() or "en").partition("-")[0]
    language = chosen if chosen in dict(settings.LANGUAGES) else here
    return _printed(request, wave, [queries.Sheet(language)], language)


@page(STAFF, purpose="names on sheets of a survey")
def paper_names(request: Asked, pk: int) -> HttpResponse:
    """A sheet with the name for each, in the own language; of an anonymous survey a list of who gets one."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    if not wave.open:
        messages.error(request, _("This survey isn't open."))
        return redirect("voice:survey", pk)
    people = queries.asked_by_name(request.reads, wave)
    if wave.anonymous:
        return render(request, "voice/survey_handout.html", {"wave": wave, "people": people})
    return _printed(request, wave, [p.sheet for p in people], "")


def _printed(request: Asked, wave: Wave, sheets: list[queries.Sheet], language: str) -> HttpResponse:
    questions = queries_surveys.questions_of(wave)
    return render(
        request,
        "voice/survey_paper.html",
        {
            "wave": wave,
            "sheets": sheets,
            "language": language,
            "languages": settings.LANGUAGES if language else [],
            "questions": questions,
            "in_words": any(q.item.words for q in questions),
            "may_object": objections.purpose_of(wave.survey) == objections.NAMED,
            "k": K,
            "answers": list(bank.ANSWERS.items()),
            **readers_of(wave),
        },
    )


@page(STAFF, purpose="sheets of a survey")
def sheets(request: Asked, pk: int) -> HttpResponse:
    """Type sheets in, one after the other, by keyboard alone."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    if not wave.open:
        messages.error(request, _("This survey isn't open."))
        return redirect("voice:survey", pk)
    return _anonymous_sheets(request, wave) if wave.anonymous else _sheets_by_name(request, wave)


def _anonymous_sheets(request: Asked, wave: Wave) -> HttpResponse:
    questions, units = queries_surveys.asked_in(wave), asked.units_of(wave)
    unit = request.POST.get("unit", request.GET.get("unit", units[0] if units else ""))
    if unit not in units:
        raise Http404
    people = queries.asked_by_name(request.reads, wave, unit)
    if request.method == "POST" and "handed" in request.POST:
        ticked = set(request.POST.getlist("handed"))
        new = services.handed_in(wave, [p.person.pk for p in people if str(p.person.pk) in ticked])
        messages.success(request, ngettext("Noted: one sheet.", "Noted: %(n)d sheets.", new) % {"n": new})
        return redirect(f"{request.path}?unit={unit}")
    form = SheetForm(sent(request), questions=questions, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.paper_sheet(wave, unit, form.given(), once=form.cleaned_data["once"])
            messages.success(request, _("The sheet is in. Mix the sheets before you type the next one."))
            return redirect(f"{request.path}?unit={unit}")
        except Refused as why:
            form.add_error(None, str(why))
    return render(
        request,
        "voice/survey_sheets.html",
        {"wave": wave, "form": form, "units": units, "unit": unit, "people": people},
    )


def _sheets_by_name(request: Asked, wave: Wave) -> HttpResponse:
    people = queries.asked_by_name(request.reads, wave)
    person = next((p.person for p in people if str(p.person.pk) == request.POST.get("person")), None)
    if request.method == "POST" and "no" in request.POST:
        return _no(request, wave, person.pk if person else None, objections.NAMED)
    form = SheetForm(sent(request), questions=queries_surveys.asked_in(wave), initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            if person is None:
                raise Refused(_("Choose whose sheet it is."))
            services.answer(wave, person.pk, form.given())
            messages.success(request, _("The sheet is in."))
            return redirect(request.path)
        except Refused as why:
            form.add_error(None, str(why))
    return render(
        request,
        "voice/survey_sheets.html",
        {"wave": wave, "form": form, "people": people, "children": wave.survey.people == People.PUPILS},
    )


def _no(request: Asked, wave: Wave, person: int | None, purpose: str) -> HttpResponse:
    """A slip that says no, for somebody of the list."""
    children = wave.survey.people == People.PUPILS
    try:
        if person is None:
            raise Refused(_("Choose a student, and who signed. A guardian needs the right to consent.")
                          if children else _("Choose who said no."))  # fmt: skip
        by_family = children and request.POST.get("by", "guardian") == "guardian"
        objections.no_on_paper(
            person, purpose, by_family=by_family, language=request.who.language, noted_by=me(request)
        )
        messages.success(request, _("Noted."))
    except Refused as why:
        messages.error(request, str(why))
    return redirect(request.path)


@page(STAFF, purpose="objections on paper")
def paper_objections(request: Asked, pk: int) -> HttpResponse:
    """Slips that came back before a survey opens: for which child, signed by whom."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    if wave.survey.people != People.PUPILS:
        raise Http404
    ids = asked.pupils_of(wave.survey)
    people = SEE_STUDENT.scoped(
        request.reads, lambda rows: rows.filter(pk__in=list(ids)).order_by("given_name", "family_name", "pk")
    ).listed()
    purpose = objections.purpose_of(wave.survey) or objections.PRIVATE
    if request.method == "POST":
        child = next((p.pk for p in people if str(p.pk) == request.POST.get("child")), None)
        return _no(request, wave, child, purpose)
    out = consent.opted_out(purpose, ids)
    return render(
        request,
        "voice/paper_objections.html",
        {"wave": wave, "people": people, "out": [p for p in people if p.pk in out]},
    )
