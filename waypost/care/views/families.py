"""The staff's pages of a family: who they are, what they told, what came on paper or by phone; and times to talk."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.readings.access import students_of_staff
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.pages import Asked, page

from ..access import ANSWER_HOME_WORD, OWN_TALK_TIME, WORK_WITH
from ..forms.family import AnswerHomeForm, NoteForm, OfferForm
from ..models import Way
from ..queries import family as queries
from ..services import family as services
from ..services.talk import Refused
from .staff import STAFF, me


def _student(request: Asked, student: int) -> Person:
    """A student of the staff's, never an own child."""
    rows = students_of_staff(request.who)
    return SEE_STUDENT.get(request.reads, pk=student, pk__in=rows)


@page(STAFF, purpose="family")
def of_student(request: Asked, student: int) -> HttpResponse:
    """A student's family: each guardian for themselves, and what they told."""
    person = _student(request, student)
    context = {
        "person": person,
        "guardians": queries.guardians(person.pk),
        "words": queries.words(request.reads, person.pk),
        "wishes": queries.wishes(request.reads, person.pk),
        "booked": queries.booked(request.reads, person.pk),
        "today": clock.today(),
        "now": clock.local(clock.now()),
    }
    return render(request, "care/family.html", context)


@page(STAFF, purpose="family")
def note(request: Asked, student: int) -> HttpResponse:
    """Note a phone call, a paper slip, a word at the gate."""
    _student(request, student)
    person, adult = WORK_WITH.get(request.reads, pk=student), me(request)
    guardians = [(g.person.pk, g.person.name) for g in queries.guardians(person.pk)]
    initial = {
        "once": uuid4(),
        "said_on": clock.today(),
        "way": request.GET.get("way", Way.PHONE),
        "guardian": request.GET.get("guardian", ""),
    }
    form = NoteForm(request.POST or None, guardians=guardians, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.note(
                person.pk, data["guardian"], data["words"], language=data["language"], way=Way(data["way"]),
                said_on=data["said_on"], by=adult.pk, once=data["once"],
                answered=data["answer"],
            )  # fmt: skip
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Noted."))
            return redirect("care:family_of", person.pk)
    return render(request, "care/home_note.html", {"person": person, "form": form, "guardians": guardians})


@page(STAFF, purpose="family")
def word(request: Asked, pk: int) -> HttpResponseBase:
    """Answer what was told from home."""
    found = ANSWER_HOME_WORD.get(request.reads, pk=pk)
    form = AnswerHomeForm(request.POST or None, initial={"answer": found.answer})
    if request.method == "POST" and form.is_valid():
        services.answer(found, me(request).pk, form.cleaned_data["answer"])
        messages.success(request, _("Answered."))
        return redirect("care:family_of", found.person_id)
    line = next(w for w in queries.words(request.reads, found.person_id) if w.word.pk == found.pk)
    return render(request, "care/home_word.html", {"line": line, "form": form, "today": clock.today()})


@page(STAFF, purpose="talks with families")
def talk_times(request: Asked) -> HttpResponse:
    """When I can talk with families, and who has taken which time."""
    form = OfferForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.offer(
                me(request).pk, data["day"], data["first"], data["last"], data["minutes"], data["place"]
            )
        except Refused as why:
            form.add_error("last", str(why))
        else:
            messages.success(request, _("Offered: %(n)d times.") % {"n": made})
            return redirect("care:family_talks")
    context = {"form": form, "times": queries.offered(request.reads), "now": clock.local(clock.now())}
    return render(request, "care/family_talks.html", context)


@page(STAFF, purpose="talks with families")
@require_POST
def time_close(request: Asked, pk: int) -> HttpResponse:
    """No longer offered."""
    services.close(OWN_TALK_TIME.get(request.reads, pk=pk), me(request).pk)
    messages.success(request, _("No longer offered."))
    return redirect("care:family_talks")
