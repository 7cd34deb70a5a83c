"""Answering a survey: one page, no script needed, nothing kept on the way. And a family's no beforehand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust import consent
from waypost.trust.access import SIGNED_IN, roles
from waypost.trust.consent.words import SURVEYS
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, me, page, trying
from waypost.web.context import url_or_none

from .. import asked
from ..access.surveys import ANSWER_SURVEY
from ..forms.surveys import AnswerForm
from ..models import People, Wave
from ..queries import surveys as queries
from ..services import Refused, objections
from ..services import answers as services
from ..services.surveys import K


@page(SIGNED_IN, purpose="answering a survey", tier=CARD)
def answer(request: Asked, pk: int) -> HttpResponse:
    """First what kind of survey it is and who reads it, then the questions, all on one page."""
    wave = ANSWER_SURVEY.get(request.reads, pk=pk)
    person = me(request)
    if services.has_answered(wave, person):
        return _thanks(request, wave)
    form = AnswerForm(sent(request), questions=queries.asked_in(wave))
    if request.method == "POST" and form.is_valid():
        try:
            taken = services.answer(wave, person, form.given())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return _thanks(request, wave, bool(taken.danger))
    return render(
        request, "voice/survey_answer.html", {"wave": wave, "form": form, "k": K, **readers_of(wave)}
    )


def sent(request: Asked) -> QueryDict | None:
    """What was sent: also where nothing was filled in."""
    return request.POST if request.method == "POST" else None


def _thanks(request: Asked, wave: Wave, danger: bool = False) -> HttpResponse:
    return render(
        request,
        "voice/survey_thanks.html",
        {"wave": wave, "danger": danger, "tell": url_or_none("care:tell")},
    )


def readers_of(wave: Wave) -> dict[str, object]:
    survey = wave.survey
    maker = Person.objects.filter(pk=survey.made_by).first()
    return {
        "maker": maker.name if maker else "",
        "unit": asked.class_title(survey),
        "children": survey.people == People.PUPILS,
    }


# -- objections --------------------------------------------------------------------------------------------------------
@page(roles(Role.GUARDIAN), purpose="an objection to a survey")
def objection(request: Asked, child: int) -> HttpResponse:
    """What a survey would ask my child, and a way to say no."""
    person = SEE_STUDENT.get(request.reads, pk=child)
    waves = queries.to_object(request.reads, person)
    if request.method == "POST":
        yes, language = request.POST.get("yes") == "1", request.who.language
        if trying(
            request,
            lambda: objections.note(person.pk, objections.PRIVATE, yes, giver=me(request), language=language),
        ):
            messages.success(request, _("Noted."))
        return redirect("voice:objection", child)
    said_no = person.pk in consent.opted_out(objections.PRIVATE, [person.pk])
    may = consent.standing_of(me(request), person.pk) != ""
    return render(
        request,
        "voice/objection.html",
        {
            "person": person,
            "waves": waves,
            "said_no": said_no,
            "may": may,
            "words": SURVEYS[objections.PRIVATE],
        },
    )
