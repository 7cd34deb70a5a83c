"""For students and families: what is tried in the class, how I find it, how to say no."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import consent
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying

from ..access.base import attended
from ..forms.trials import StudentSaysForm
from ..queries import mine as queries
from ..services import trials as services
from .common import AT_HOME


@page(AT_HOME, purpose="what is tried in class")
def tried(request: Asked) -> HttpResponse:
    context = {"tried": queries.tried(request.reads), "today": clock.today()}
    return render(request, "practice/tried.html", context)


@page(AT_HOME, purpose="what is tried in class")
def one(request: Asked, pk: int) -> HttpResponse:
    """What it is and why; a student of the class says how it goes."""
    found, person = queries.one(request.reads, pk), me(request)
    in_it = request.who.has(Role.STUDENT) and attended(request.who).filter(pk=found.row.class_id).exists()
    may_say = in_it and found.open and bool(consent.allowed(person, "trial"))
    start = {"helped": found.mine.helped, "words": found.mine.words} if found.mine else {}
    form = StudentSaysForm(request.POST or None, initial=start)
    if request.method == "POST" and may_say and form.is_valid():
        data = form.cleaned_data
        trying(
            request,
            lambda: services.student_says(
                found.row.trial, person, found.row.class_id, data["helped"], data["words"]
            ),
        )
        messages.success(request, _("Thank you. You can change it as long as we try it."))
        return redirect("practice:tried_one", pk)
    context = {"one": found, "form": form, "may_say": may_say, "today": clock.today()}
    return render(request, "practice/tried_one.html", context)
