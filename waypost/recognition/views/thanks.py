"""Thanks between students, and the adult who reads them first."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.trust.pages import Asked, me, page

from .. import queries
from ..access import READ_THANKS
from ..forms import ThanksForm
from ..models import Thanks
from ..services import thanks as services
from . import STAFF, STUDENTS


@page(STUDENTS, purpose="thanks")
def write(request: Asked) -> HttpResponse:
    """Thank somebody of one's classes."""
    many = services.written_today(me(request)) >= services.MANY_A_DAY
    form = ThanksForm(
        request.POST or None,
        classmates=queries.classmates(request.reads),
        many=many,
        initial={"once": uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.write(me(request), data["to"], data["words"], once=data["once"])
        messages.success(request, _("Thank you. A teacher reads it first, then it goes on its way."))
        return redirect("recognition:mine")
    return render(request, "recognition/thanks_write.html", {"form": form})


@page(STUDENTS, purpose="thanks")
@require_POST
def welcome(request: Asked, pk: int) -> HttpResponse:
    """Thanks from this person may come again."""
    services.welcome_again(me(request), pk)
    messages.success(request, _("Noted. Thanks from this person may come again."))
    return redirect("recognition:mine")


@page(STAFF, purpose="thanks between students")
def waiting(request: Asked) -> HttpResponse:
    """Thanks that wait to be read."""
    context = {"waiting": queries.waiting_thanks(request.reads), "today": clock.today()}
    return render(request, "recognition/thanks_waiting.html", context)


@page(STAFF, purpose="thanks between students")
@require_POST
def read(request: Asked, pk: int) -> HttpResponse:
    """Pass it on, or keep it back."""
    found: Thanks = READ_THANKS.get(request.reads, pk=pk)
    if request.POST.get("hold"):
        services.hold(found, by=me(request))
        messages.success(request, _("Kept back. A short talk with who wrote it helps more than silence."))
    else:
        services.pass_on(found, by=me(request))
        messages.success(request, _("Passed on."))
    return redirect("recognition:thanks_waiting")
