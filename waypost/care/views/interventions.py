"""Planned help: plan it, hold a session in two taps, look at it again, hand it over; and the library."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.readings.models import Episode
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.pages import Asked, page

from .. import adults_of
from ..access import ACT_ON_SIGNAL, SEE_APPROACH, SEE_HELPED, WORK_ON_INTERVENTION
from ..forms.interventions import DecideForm, HandOverForm, HelpForm, SessionForm
from ..models import Helped, Intervention
from ..models.interventions import Decided
from ..queries import interventions as queries
from ..services import interventions as services
from ..services.signals import AlreadyTaken
from .staff import STAFF, me

LOOK_AFTER = timedelta(weeks=6)


def _numbers(request: Asked, name: str) -> list[int]:
    sent = request.POST if request.method == "POST" else request.GET
    return [int(i) for i in sent.getlist(name) if i.isdigit() and len(i) < 19]


@page(STAFF, purpose="planned help")
def mine(request: Asked) -> HttpResponse:
    """What I do for whom, what is to be looked at again, what I have finished."""
    person = me(request)
    context = {
        "going_on": queries.going_on(request.reads, owner=person.pk),
        "finished": queries.finished(request.reads, owner=person.pk),
        "today": clock.today(),
    }
    return render(request, "care/helps.html", context)


@page(STAFF, purpose="planned help")
def new(request: Asked) -> HttpResponse:
    """Plan it. Whom it is for, and which signals are behind it, come along in the address."""
    owner = me(request)
    people = queries.may_join(request.reads)
    library = SEE_APPROACH.scoped(request.reads, lambda rows: rows.order_by("title")).listed()
    signals = _signals(request)
    wanted = {*_numbers(request, "student"), *(e.person_id for e in signals)}
    today = clock.today()
    start = {
        "once": uuid4(),
        "students": [p.pk for p in people if p.pk in wanted],
        "begins": today,
        "review": today + LOOK_AFTER,
        "outcome": "first_tries" if any(e.subject for e in signals) else "days_worked",
    }
    form = HelpForm(request.POST or None, initial=start, people=people, library=library)
    if request.method == "POST" and form.is_valid():
        made = _made(request, form, owner, people, signals)
        if made is not None:
            return redirect("care:help", made.pk)
    context = {"form": form, "signals": signals, "chosen": wanted}
    return render(request, "care/help_new.html", context)


def _signals(request: Asked) -> list[Episode]:
    ids = _numbers(request, "signal")
    if not ids:
        return []
    return ACT_ON_SIGNAL.scoped(request.reads, lambda rows: rows.filter(pk__in=ids).order_by("pk")).read()


def _made(
    request: Asked, form: HelpForm, owner: Person, people: list[Person], signals: list[Episode]
) -> Intervention | None:
    data = form.cleaned_data
    approach = None
    if data["keep"] and data["what"] and not data["approach"]:
        approach = services.add_approach(data["what"], data["why"], owner)
    chosen = [p for p in people if p.pk in data["students"]]
    try:
        made = services.plan(
            form.plan(approach),
            chosen,
            owner,
            once=data["once"],
            signals={e.person_id: e for e in signals},
            account=request.who.account,
        )
    except AlreadyTaken as taken:
        messages.info(request, str(taken))
        return None
    messages.success(request, _("Planned. Today reminds you of it, and of the day on which we look again."))
    return made


@page(STAFF, purpose="planned help")
def help(request: Asked, pk: int) -> HttpResponse:
    """One piece of planned help: why, for whom, what was held, before and after."""
    found = queries.page_of(request.reads, pk)
    return render(request, "care/help.html", {"page": found, "today": clock.today()})


@page(STAFF, purpose="planned help")
def session(request: Asked, pk: int) -> HttpResponse:
    """It was held: everybody is ticked, one more tap keeps it."""
    found: Intervention = WORK_ON_INTERVENTION.get(request.reads, pk=pk)
    people = _inside(request, found)
    form = SessionForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        services.held(found, form.cleaned_data["day"], form.cleaned_data["present"], me(request))
        messages.success(request, _("Noted."))
        return redirect(
            "homes:today" if request.POST.get("from") == "today" else "care:help", *_pk(request, pk)
        )
    return render(request, "care/help_session.html", {"form": form, "help": found, "people": people})


def _pk(request: Asked, pk: int) -> list[int]:
    return [] if request.POST.get("from") == "today" else [pk]


def _inside(request: Asked, found: Intervention) -> list[Person]:
    rows = SEE_HELPED.scoped(request.reads, lambda rows: rows.filter(intervention=found, until=None)).read()
    people = Person.objects.in_bulk([h.person_id for h in rows])
    return sorted(people.values(), key=lambda p: (p.name, p.pk))


@page(STAFF, purpose="planned help")
def decide(request: Asked, pk: int) -> HttpResponse:
    """Keep it, change it or stop it, with what before and after show in view."""
    found: Intervention = WORK_ON_INTERVENTION.get(request.reads, pk=pk)
    shown = queries.page_of(request.reads, pk)
    form = DecideForm(request.POST or None, initial={"review": clock.today() + LOOK_AFTER})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.decide(
            found,
            data["decided"],
            me(request),
            learnt=data["learnt"],
            review=data["review"],
            verdicts={one.person.pk: one.effect.verdict for one in shown.students},
        )
        return _after(request, found, data["decided"])
    return render(request, "care/help_decide.html", {"form": form, "page": shown, "today": clock.today()})


def _after(request: Asked, found: Intervention, decided: str) -> HttpResponse:
    if decided == Decided.CHANGE:
        messages.success(request, _("The old plan has ended. What do you change?"))
        people = [("student", h.person_id) for h in found.students.filter(until=None)]
        return redirect(f"/care/help/new/?{urlencode(people)}")
    said = (
        _("You go on with it.") if decided == Decided.KEEP else _("It has ended. What you learnt stays here.")
    )
    messages.success(request, said)
    return redirect("care:help", found.pk)


@page(STAFF, purpose="planned help")
def hand_over(request: Asked, pk: int) -> HttpResponse:
    """Another adult who works with all of these students goes on with it."""
    found: Intervention = WORK_ON_INTERVENTION.get(request.reads, pk=pk)
    adults = adults_of.all_of([p.pk for p in _inside(request, found)], besides=found.owner_id)
    form = HandOverForm(request.POST or None, adults=adults)
    if request.method == "POST" and form.is_valid():
        to = get_object_or_404(Person, pk=form.cleaned_data["to"])
        services.hand_over(found, to, me(request), form.cleaned_data["words"])
        messages.success(request, _("%(name)s has it now.") % {"name": to.name})
        return redirect("care:help", pk)
    return render(request, "care/help_hand_over.html", {"form": form, "help": found, "adults": adults})


@page(STAFF, purpose="planned help")
@require_POST
def leave(request: Asked, pk: int) -> HttpResponse:
    """A student is in it no longer."""
    helped: Helped = SEE_HELPED.get(request.reads, pk=pk)
    WORK_ON_INTERVENTION.get(request.reads, pk=helped.intervention_id)
    services.leave(helped)
    messages.success(request, _("Noted."))
    return redirect("care:help", helped.intervention_id)


@page(STAFF, purpose="library of help")
def library(request: Asked) -> HttpResponse:
    """What this school knows, and what happened when it was used here."""
    return render(request, "care/library.html", {"known": queries.approaches(request.reads)})
