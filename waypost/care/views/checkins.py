"""Check-ins: my students and when we last talked, note a talk, plan the next, how often; and the student's own page."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.trust.pages import Asked, local, page

from .. import evenness
from ..access import HOLD_CHECK_IN, WORK_WITH
from ..forms.checkins import HoldForm, PlanTalkForm, RhythmForm
from ..models import CheckIn
from ..models.checkins import USUAL
from ..queries import checkins as queries
from ..queries import notes as note_queries
from ..services import checkins as services
from .staff import STAFF, STUDENTS, me


@page(STAFF, purpose="check-ins")
def mine(request: Asked) -> HttpResponse:
    """Whom I meet, who waits longest; only I see this."""
    person = me(request)
    found = queries.mine(request.reads, person.pk)
    context = {"page": found, "today": clock.today(), "evenness": evenness.of(found)}
    return render(request, "care/check_ins.html", context)


@page(STAFF, purpose="check-ins")
def of_student(request: Asked, student: int) -> HttpResponse:
    """What was shared at check-ins with a student, what was kept apart, and what is planned."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    apart = note_queries.apart_at(request.reads, person.pk)
    lines = queries.held_with(request.reads, person.pk)
    context = {
        "person": person,
        "held": [(line, apart.get(line.check_in.pk, "")) for line in lines],
        "planned": queries.planned_with(request.reads, person.pk),
        "rhythm": queries.rhythm_of(request.reads, person.pk),
        "today": clock.today(),
        "me": request.who.person,
    }
    return render(request, "care/check_ins_of.html", context)


@page(STAFF, purpose="check-in")
def hold(request: Asked, student: int) -> HttpResponse:
    """Note a talk: as short as one likes."""
    person, adult = WORK_WITH.get(request.reads, pk=student), me(request)
    rhythm = queries.rhythm_of(request.reads, person.pk)
    every = rhythm.every if rhythm else USUAL
    form = HoldForm(request.POST or None, initial={"once": uuid4(), "next_on": services.in_days(every)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.hold(
            person,
            adult,
            form.said(),
            once=data["once"],
            apart=data["apart"],
            next_on=data["next_on"],
            account=request.who.account,
        )
        messages.success(request, _("Noted: you talked with %(name)s today.") % {"name": person.called})
        return redirect("care:check_ins_of", person.pk)
    before = queries.held_with(request.reads, person.pk, 1)
    context = {"form": form, "person": person, "before": before, "today": clock.today()}
    return render(request, "care/check_in_hold.html", context)


@page(STAFF, purpose="check-in")
def plan(request: Asked, student: int) -> HttpResponse:
    """When the two talk next."""
    person, adult = WORK_WITH.get(request.reads, pk=student), me(request)
    form = PlanTalkForm(request.POST or None, initial={"once": uuid4(), "day": services.in_days(1)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.plan(person, adult, data["day"], by=adult, once=data["once"])
        messages.success(request, _("Planned. It stands on Today when it is due."))
        return redirect("care:check_ins_of", person.pk)
    return render(request, "care/check_in_plan.html", {"form": form, "person": person})


@page(STAFF, purpose="check-in")
@require_POST
def call_off(request: Asked, pk: int) -> HttpResponse:
    found: CheckIn = HOLD_CHECK_IN.get(request.reads, pk=pk)
    services.call_off(found)
    messages.success(request, _("Called off."))
    return redirect(local(request.POST.get("next"), f"/care/students/{found.person_id}/check-ins/"))


@page(STAFF, purpose="check-ins")
def rhythm(request: Asked, student: int) -> HttpResponse:
    """How often, by need."""
    person, adult = WORK_WITH.get(request.reads, pk=student), me(request)
    standing = queries.rhythm_of(request.reads, person.pk)
    start = {"every": standing.every if standing else USUAL, "why": standing.why if standing else ""}
    form = RhythmForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["every"] == USUAL:
            services.end_rhythm(person)
        else:
            services.set_rhythm(person, adult, data["every"], by=adult, why=data["why"])
        messages.success(request, _("Noted."))
        return redirect("care:check_ins")
    return render(request, "care/rhythm.html", {"form": form, "person": person})


@page(STUDENTS, purpose="own check-ins")
def own(request: Asked) -> HttpResponse:
    """What we said when we talked: the student's own page."""
    person = me(request)
    context = {
        "held": queries.held_with(request.reads, person.pk),
        "planned": queries.planned_with(request.reads, person.pk),
        "today": clock.today(),
    }
    return render(request, "care/my_talks.html", context)
