"""Answering a survey: one page, no script needed, nothing kept on the way. And sheets of paper, typed in."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust import consent
from waypost.trust.access import SIGNED_IN, roles
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, me, page
from waypost.web.context import url_or_none

from .. import asked, bank
from ..access.surveys import ANSWER_SURVEY, RUN_SURVEY
from ..forms.surveys import AnswerForm, SheetForm
from ..models import People, Wave
from ..queries import surveys as queries
from ..services import Refused
from ..services import answers as services
from ..services.surveys import K
from .common import STAFF


@page(SIGNED_IN, purpose="answering a survey", tier=CARD)
def answer(request: Asked, pk: int) -> HttpResponse:
    """First what kind of survey it is and who reads it, then the questions, all on one page."""
    wave = ANSWER_SURVEY.get(request.reads, pk=pk)
    person = me(request)
    if services.has_answered(wave, person):
        return _thanks(request, wave)
    form = AnswerForm(_sent(request), questions=queries.asked_in(wave))
    if request.method == "POST" and form.is_valid():
        try:
            taken = services.answer(wave, person, form.given())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return _thanks(request, wave, bool(taken.danger))
    return render(request, "voice/survey_answer.html", {"wave": wave, "form": form, "k": K, **_readers(wave)})


def _sent(request: Asked) -> QueryDict | None:
    """What was sent: also where nothing was filled in."""
    return request.POST if request.method == "POST" else None


def _thanks(request: Asked, wave: Wave, danger: bool = False) -> HttpResponse:
    return render(
        request,
        "voice/survey_thanks.html",
        {"wave": wave, "danger": danger, "tell": url_or_none("care:tell")},
    )


def _readers(wave: Wave) -> dict[str, object]:
    survey = wave.survey
    maker = Person.objects.filter(pk=survey.made_by).first()
    return {
        "maker": maker.name if maker else "",
        "unit": asked.class_title(survey),
        "children": survey.people == People.PUPILS,
    }


@page(STAFF, purpose="a survey on paper")
def paper(request: Asked, pk: int) -> HttpResponse:
    """To print: the same first lines, the same questions, circles to fill."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    return render(
        request,
        "voice/survey_paper.html",
        {
            "wave": wave,
            "questions": queries.questions_of(wave),
            "k": K,
            "answers": list(bank.ANSWERS.items()),
            **_readers(wave),
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
    questions, units = queries.asked_in(wave), asked.units_of(wave)
    unit = request.POST.get("unit", request.GET.get("unit", units[0] if units else ""))
    if unit not in units:
        raise Http404
    if request.method == "POST" and "handed" in request.POST:
        ticked = [int(p) for p in request.POST.getlist("handed") if p.isdecimal()]
        there = set(wave.invited.filter(unit=unit, person_id__in=ticked).values_list("person_id", flat=True))
        new = services.handed_in(wave, sorted(there))
        messages.success(request, ngettext("Noted: one sheet.", "Noted: %(n)d sheets.", new) % {"n": new})
        return redirect(f"{request.path}?unit={unit}")
    form = SheetForm(_sent(request), questions=questions, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.paper_sheet(wave, unit, form.given(), once=form.cleaned_data["once"])
            messages.success(request, _("The sheet is in. Mix the sheets before you type the next one."))
            return redirect(f"{request.path}?unit={unit}")
        except Refused as why:
            form.add_error(None, str(why))
    people = _those(request, wave, unit)
    return render(
        request,
        "voice/survey_sheets.html",
        {"wave": wave, "form": form, "units": units, "unit": unit, "people": people},
    )


def _those(request: Asked, wave: Wave, unit: str) -> list[Person]:
    """Students of the group whom this person may see: for noting who handed a sheet in."""
    ids = wave.invited.filter(unit=unit).values("person_id")
    return SEE_STUDENT.scoped(
        request.reads, lambda rows: rows.filter(pk__in=ids).order_by("given_name", "family_name", "pk")
    ).listed()


def _sheets_by_name(request: Asked, wave: Wave) -> HttpResponse:
    ids = wave.invited.filter(answered=False).values("person_id")
    people = SEE_STUDENT.scoped(
        request.reads, lambda rows: rows.filter(pk__in=ids).order_by("given_name", "family_name", "pk")
    ).listed()
    form = SheetForm(_sent(request), questions=queries.asked_in(wave), initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        person = next((p for p in people if str(p.pk) == request.POST.get("person")), None)
        try:
            if person is None:
                raise Refused(_("Choose whose sheet it is."))
            services.answer(wave, person.pk, form.given())
            messages.success(request, _("The sheet is in."))
            return redirect(request.path)
        except Refused as why:
            form.add_error(None, str(why))
    return render(request, "voice/survey_sheets.html", {"wave": wave, "form": form, "people": people})


# -- objections --------------------------------------------------------------------------------------------------------
@page(roles(Role.GUARDIAN), purpose="an objection to a survey")
def objection(request: Asked, child: int) -> HttpResponse:
    """What a survey would ask my child, and a way to say no."""
    person = SEE_STUDENT.get(request.reads, pk=child)
    waves = queries.to_object(request.reads, person)
    if request.method == "POST":
        _note(request, person.pk, me(request), request.POST.get("yes") == "1", basis="page")
        return redirect("voice:objection", child)
    said_no = person.pk in consent.opted_out("survey-sensitive", [person.pk])
    may = consent.standing_of(me(request), person.pk) != ""
    return render(
        request,
        "voice/objection.html",
        {"person": person, "waves": waves, "said_no": said_no, "may": may},
    )


def _note(request: Asked, child: int, giver: int, yes: bool, *, basis: str) -> None:
    words = _("Surveys that touch protected topics may ask my child.")
    text = consent.shown("survey-sensitive", request.who.language, words)
    noted = me(request) if basis != "page" else None
    try:
        consent.give(
            child, "survey-sensitive", yes=yes, giver_id=giver, text=text, basis=basis, noted_by=noted
        )
        messages.success(request, _("Noted."))
    except PermissionError as why:
        messages.error(request, str(why))


@page(STAFF, purpose="objections on paper")
def paper_objections(request: Asked, pk: int) -> HttpResponse:
    """Slips that came back: for which child, signed by whom."""
    from waypost.school.queries import guardians_of

    wave = RUN_SURVEY.get(request.reads, pk=pk)
    if wave.survey.people != People.PUPILS:
        raise Http404
    ids = asked.pupils_of(wave.survey)
    people = SEE_STUDENT.scoped(
        request.reads, lambda rows: rows.filter(pk__in=list(ids)).order_by("given_name", "family_name", "pk")
    ).listed()
    if request.method == "POST":
        child = next((p for p in people if str(p.pk) == request.POST.get("child")), None)
        signed = request.POST.get("by", "guardian")
        givers = [child.pk] if child and signed == "student" else []
        givers += [g.pk for g in guardians_of(child, "consent")] if child and signed == "guardian" else []
        if child is None or not givers:
            messages.error(
                request, _("Choose a student, and who signed. A guardian needs the right to consent.")
            )
        else:
            _note(request, child.pk, givers[0], False, basis="paper")
        return redirect("voice:paper_objections", pk)
    out = consent.opted_out("survey-sensitive", ids)
    return render(
        request,
        "voice/paper_objections.html",
        {"wave": wave, "people": people, "out": [p for p in people if p.pk in out]},
    )
