"""The family's pages: tell what is seen at home, propose a goal, book a talk; and the student who takes a goal up."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust import safeguarding
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page

from ..access import BOOK_TALK_TIME, SEE_GOAL_WISH, SEE_TALK_BOOKED
from ..forms.family import FromHomeForm, WishForm
from ..models import Wished
from ..queries import family as queries
from ..services import family as services
from ..services.talk import Refused
from .common import leads_to_somebody, leaves_no_trace

GUARDIANS = roles(Role.GUARDIAN)
WHO_MEET = roles(Role.GUARDIAN, Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


def _child(request: Asked, student: int) -> Person:
    if request.who.viewing_as is not None:
        raise Http404  # what one guardian wrote is not for borrowed eyes
    return SEE_STUDENT.get(request.reads, pk=student)


@page(GUARDIANS, purpose="from home")
def from_home(request: Asked, student: int) -> HttpResponseBase:
    """Tell the school what you see at home; and what it answered."""
    child = _child(request, student)
    form = FromHomeForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.tell(child.pk, me(request), data["words"], language=data["language"], once=data["once"])
        except Refused as why:
            form.add_error(None, str(why))
        else:
            if leads_to_somebody(request, data["words"]):
                return redirect("care:tell")
            messages.success(request, _("Thank you. The home adult reads it and answers here."))
            return redirect("care:from_home", child.pk)
    context = {
        "child": child,
        "form": form,
        "ready": safeguarding.ready(),
        "words": queries.words(request.reads, child.pk),
        "today": clock.today(),
    }
    return leaves_no_trace(render(request, "care/from_home.html", context))


@page(GUARDIANS, purpose="from home")
def wish(request: Asked, student: int) -> HttpResponseBase:
    """Propose a goal. It waits on the child's own page."""
    child = _child(request, student)
    form = WishForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.wish(child.pk, me(request), form.cleaned_data["words"], once=form.cleaned_data["once"])
        except Refused as why:
            form.add_error(None, str(why))
        else:
            if leads_to_somebody(request, form.cleaned_data["words"]):
                return redirect("care:tell")
            messages.success(
                request,
                _("It waits on %(name)s's page. Talk about it at home, too.") % {"name": child.called},
            )
            return redirect("care:home_wish", child.pk)
    context = {
        "child": child,
        "form": form,
        "wishes": queries.wishes(request.reads, child.pk),
        "today": clock.today(),
    }
    return leaves_no_trace(render(request, "care/home_wish.html", context))


@page(GUARDIANS, purpose="from home")
@require_POST
def wish_back(request: Asked, pk: int) -> HttpResponse:
    """I no longer propose it."""
    found = SEE_GOAL_WISH.get(request.reads, pk=pk, guardian_id=me(request))
    services.decide(found, Wished.BACK)
    return redirect("care:home_wish", found.person_id)


@page(GUARDIANS, purpose="booking a talk")
def talks(request: Asked, student: int) -> HttpResponseBase:
    """Times that the child's adults offer, and what I have taken."""
    child = _child(request, student)
    context = {
        "child": child,
        "booked": queries.booked(request.reads, child.pk),
        "free": [(t, uuid4()) for t in queries.free(request.reads, child.pk)],
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/home_talks.html", context))


@page(GUARDIANS, purpose="booking a talk")
@require_POST
def book(request: Asked, student: int) -> HttpResponse:
    """Take a time. Sent twice it is taken once."""
    child = _child(request, student)
    number, once = request.POST.get("time", ""), request.POST.get("once", "")
    if not number.isdigit() or len(number) > 18:
        raise Http404
    offered = BOOK_TALK_TIME.get(request.reads, pk=int(number))
    try:
        services.book(offered, child.pk, me(request), once=_uuid(once))
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("The time is yours. Both of you see it."))
    return redirect("care:home_talks", child.pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@page(WHO_MEET, purpose="booking a talk")
def call_off(request: Asked, pk: int) -> HttpResponse:
    """I can't come: asked first, then the other one is told."""
    found = SEE_TALK_BOOKED.get(request.reads, pk=pk, called_off=None)
    mine = found.time.adult_id == me(request)
    back = reverse("care:family_talks") if mine else reverse("care:home_talks", args=[found.person_id])
    if request.method == "POST":
        services.call_off(found, me(request))
        messages.success(request, _("Called off. The other one is told."))
        return redirect(back)
    context = {
        "heading": _("Call this talk off?"),
        "sentences": [_("The other one is told, and the time is free again.")],
        "action": _("Call it off"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "web/confirm.html", context)


@page(roles(Role.STUDENT), purpose="own goals")
@require_POST
def wish_take(request: Asked, pk: int) -> HttpResponse:
    """I take it up: the form for a goal opens with these words, and I make them mine."""
    found = SEE_GOAL_WISH.get(request.reads, pk=pk, person_id=me(request))
    services.decide(found, Wished.TAKEN)
    return redirect(f"{reverse('learning:goal_new')}?{urlencode({'what': found.words})}")


@page(roles(Role.STUDENT), purpose="own goals")
@require_POST
def wish_later(request: Asked, pk: int) -> HttpResponse:
    """Not now. That is a good answer, too."""
    services.decide(SEE_GOAL_WISH.get(request.reads, pk=pk, person_id=me(request)), Wished.LATER)
    messages.success(request, _("Noted. Your family sees: not now."))
    return redirect("homes:path")
