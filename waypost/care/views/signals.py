"""Answering a signal, planning a next step, noting a talk, overruling a reading."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.readings import words
from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.skills.models import Skill
from waypost.trust.pages import Asked, local, page

from .. import overruled, owners, quality
from ..access import ACT_ON_SIGNAL, SEE_FOLLOW_UP
from ..forms.signals import DoneForm, OverruleForm, PlanForm
from ..models import Answer, SignalAnswer
from ..services import signals as services
from .staff import STAFF, me


def _back(request: HttpRequest, default: str) -> HttpResponse:
    return redirect(local(request.POST.get("next"), reverse(default)))


@page(STAFF, purpose="signal")
def signal(request: Asked, pk: int) -> HttpResponse:
    """One signal: why, from what, what would clear it, what happened to it."""
    episode = ACT_ON_SIGNAL.get(request.reads, pk=pk)
    person = Person.objects.get(pk=episode.person_id)
    ownership = owners.of([episode])
    owner = ownership.owner(episode)
    return render(
        request,
        "care/signal.html",
        {
            "episode": episode,
            "person": person,
            "said": words.of(episode, person),
            "history": [(words.happened(e), clock.local(e.at)) for e in episode.history.order_by("at", "pk")],
            "overruled": overruled.of(person.pk).get(episode.subject) if episode.subject else None,
            "owner": Person.objects.filter(pk=owner or 0).first(),
            "mine": owner == request.who.person,
            "taken": ownership.taken.get(episode.pk),
            "me": request.who.person,
            "now": clock.local(clock.now()),
            "answers": SignalAnswer.objects.filter(episode_id=episode.pk, taken_back=None),
            "rate": quality.rate(episode.signal),
            "evidence_url": words.evidence_url(episode),
            "today": clock.today(),
        },
    )


@page(STAFF, purpose="signal")
@require_POST
def answer(request: Asked, pk: int) -> HttpResponse:
    """One tap: useful, wrong, already doing, later; for a group card the same for all of it."""
    said = request.POST.get("answer", "")
    if said not in Answer.values:
        return HttpResponse(_("Choose one of the answers on the card."), status=400)
    ids = {pk, *(int(i) for i in request.POST.getlist("also") if i.isdigit() and len(i) < 19)}
    person, kept = me(request), 0
    for one in ids:
        episode = ACT_ON_SIGNAL.get(request.reads, pk=one)
        try:
            services.answer(
                episode, Answer(said), person, request.who.account, request.POST.get("reason", "")
            )
        except services.AlreadyTaken as taken:
            messages.info(request, str(taken))
        else:
            kept += 1
    if kept:
        messages.success(request, _THANKS[Answer(said)]())
    return _back(request, "homes:front")


_THANKS = {
    Answer.USEFUL: lambda: _("Noted."),
    Answer.WRONG: lambda: _("Thank you. This rule is silent here for 20 school days."),
    Answer.ALREADY: lambda: _("Noted: you have it. The others see that."),
    Answer.LATER: lambda: _("It comes back in five school days."),
}


@page(STAFF, purpose="signal")
@require_POST
def take(request: Asked, pk: int) -> HttpResponse:
    episode = ACT_ON_SIGNAL.get(request.reads, pk=pk)
    try:
        services.take(episode, me(request), request.who.account)
    except services.AlreadyTaken as taken:
        messages.info(request, str(taken))
    else:
        messages.success(request, _("You have it now."))
    return _back(request, "homes:front")


@page(STAFF, purpose="signal")
@require_POST
def give_back(request: Asked, pk: int) -> HttpResponse:
    """It returns to its owner."""
    services.give_back(ACT_ON_SIGNAL.get(request.reads, pk=pk), me(request))
    messages.success(request, _("It is back with its owner."))
    return _back(request, "homes:front")


@page(STAFF, purpose="planning")
def plan(request: Asked, pk: int) -> HttpResponse:
    """Turn a signal into a next step with a date."""
    episode = ACT_ON_SIGNAL.get(request.reads, pk=pk)
    person = Person.objects.get(pk=episode.person_id)
    with_them = _together(request, episode)
    said = words.of(episode, person)
    tomorrow = calendar.next_school_day(clock.today(), 1) or clock.today() + timedelta(days=1)
    form = PlanForm(request.POST or None, initial={"what": said.next_step, "due": tomorrow})
    if request.method == "POST" and form.is_valid():
        return _planned(request, with_them, form)
    others = Person.objects.filter(pk__in=[e.person_id for e in with_them]).order_by("given_name", "pk")
    context = {"form": form, "person": person, "said": said, "episode": episode, "people": others}
    return render(request, "care/plan.html", {**context, "together": with_them})


def _together(request: Asked, episode: Episode) -> list[Episode]:
    """The signals of a card about several students; else this one alone."""
    sent = request.POST if request.method == "POST" else request.GET
    also = {int(i) for i in sent.getlist("also") if i.isdigit() and len(i) < 19} - {episode.pk}
    rows = ACT_ON_SIGNAL.scoped(request.reads, lambda rows: rows.filter(pk__in=also)).read()
    return [episode, *(e for e in rows if e.signal == episode.signal and e.subject == episode.subject)]


def _planned(request: Asked, with_them: list[Episode], form: PlanForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        services.plan_together(with_them, data["what"], data["due"], me(request), request.who.account)
    except services.AlreadyTaken as taken:
        messages.info(request, str(taken))
    else:
        messages.success(request, _("Planned. It stands on Today when it is due."))
    return redirect("homes:front")


@page(STAFF, purpose="planning")
def follow_up(request: Asked, pk: int) -> HttpResponse:
    """A planned step: do it, say what came of it."""
    planned = SEE_FOLLOW_UP.get(request.reads, pk=pk)
    person = Person.objects.get(pk=planned.person_id)
    people = Person.objects.filter(pk__in=services.together(planned).values("person_id")).order_by(
        "given_name", "pk"
    )
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        adult = me(request)
        services.finish(planned, form.cleaned_data["outcome"], adult, request.who.account)
        for one in people if form.cleaned_data["talked"] else ():
            services.talked_with(SEE_STUDENT.get(request.reads, pk=one.pk), adult)
        messages.success(request, _("Done."))
        return redirect("homes:front")
    return render(
        request,
        "care/follow_up.html",
        {"form": form, "person": person, "people": people, "plan": planned, "today": clock.today()},
    )


@page(STAFF, purpose="conversation")
@require_POST
def talked(request: Asked, student: int) -> HttpResponse:
    """One tap for any real contact."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    services.talked_with(person, me(request))
    messages.success(request, _("Noted: you talked with %(name)s today.") % {"name": person.called})
    return _back(request, "homes:front")


@page(STAFF, purpose="overruling")
def overrule(request: Asked, student: int, skill: int) -> HttpResponse:
    """Set a reading, with a reason that the student reads too. The reading itself stays beside it."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    thing = get_object_or_404(Skill, pk=skill)
    form = OverruleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.overrule(person, thing, me(request), **form.cleaned_data)
        messages.success(request, _("Noted. Both stand now: what the evidence says, and what you saw."))
        return redirect("homes:student", person.pk)
    return render(request, "care/overrule.html", {"form": form, "person": person, "skill": thing})
