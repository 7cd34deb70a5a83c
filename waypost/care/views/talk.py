"""Talk with me: a student asks; an adult reads it and says so."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.talk_form import TalkForm
from waypost.trust.access import STAFF_ONLY, roles
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, me, page

from .. import elsewhere, helplines
from ..access import ANSWER_TALK, OWN_TALK
from ..forms.away import AwayForm
from ..models import Away
from ..queries import talk as queries
from ..services import signals
from ..services import talk as services
from .common import leaves_no_trace

STUDENTS = roles(Role.STUDENT)


@page(STUDENTS, purpose="talk with me", tier=CARD)
def ask(request: Asked) -> HttpResponseBase:
    """Whom do I want to talk with? And what became of what I asked."""
    person = me(request)
    form = TalkForm(request.POST or None, adults=elsewhere.Keeper().around(person), initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.ask(
                person,
                data["adult"],
                once=data["once"],
                words=data["words"],
                kept_from=data["kept_from"],
                shared_device=queries.on_shared_device(request.who),
            )
        except services.Refused as why:
            form.add_error("adult", str(why))
        else:
            return redirect("care:sent")
    context = {
        "form": form,
        "asked": [] if queries.on_shared_device(request.who) else queries.own(request.reads),
        "lines": helplines.lines(),
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/talk.html", context))


@page(STUDENTS, purpose="talk with me")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    """I don't need it any more."""
    services.take_back(OWN_TALK.get(request.reads, pk=pk))
    return redirect("care:sent")


@page(STUDENTS, tier=CARD)
def sent(request: Asked) -> HttpResponseBase:
    """The same page whatever was sent: it says nothing of it to whoever looks at the screen next."""
    return leaves_no_trace(render(request, "care/sent.html", {}))


@page(STAFF_ONLY, purpose="talk with me")
def waiting(request: Asked) -> HttpResponse:
    """Students who want to talk with me, or whom nobody has answered yet."""
    found = queries.told(request.reads)
    return render(request, "care/talks.html", {"found": found, "now": clock.local(clock.now())})


@page(STAFF_ONLY, purpose="talk with me")
def one(request: Asked, pk: int) -> HttpResponseBase:
    """One student's wish to talk. "I have read it" tells the student, and stops the clock."""
    asked = ANSWER_TALK.get(request.reads, pk=pk)
    if request.method == "POST":
        if request.POST.get("talked"):
            signals.talked_with(Person.objects.get(pk=asked.person_id), Person.objects.get(pk=me(request)))
            messages.success(request, _("Noted: you talked with each other."))
            return redirect("care:talks")
        services.read(asked, me(request))
        return redirect("care:talk_request", asked.pk)
    context = {"asked": queries.tell(asked), "now": clock.local(clock.now())}
    return leaves_no_trace(render(request, "care/talk_request.html", context))


@page(STAFF_ONLY)
def away(request: Asked) -> HttpResponse:
    """When I am not at school: what waits for a person goes to somebody else meanwhile."""
    form = AwayForm(request.POST or None, initial={"first": clock.today(), "last": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.away(me(request), form.cleaned_data["first"], form.cleaned_data["last"])
        except services.Refused as why:
            form.add_error("last", str(why))
        else:
            messages.success(request, _("Noted. What waits for you goes to somebody else on these days."))
            return redirect("care:away")
    rows = Away.objects.filter(adult_id=me(request), last__gte=clock.today()).order_by("first")
    return render(request, "care/away.html", {"form": form, "rows": rows, "today": clock.today()})


@page(STAFF_ONLY)
@require_POST
def back(request: Asked, pk: int) -> HttpResponse:
    """I am here after all."""
    services.back(get_object_or_404(Away, pk=pk, adult_id=me(request)))
    return redirect("care:away")
