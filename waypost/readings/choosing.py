"""Choosing other numbers for a rule: tell them, see what they would have changed, decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.measures.registry import SIGNALS
from waypost.measures.settings import open_fields
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.trust.refusal import Refused

from . import described, numbers
from .forms import NumbersForm
from .models import RuleNumbers


@page(roles(Role.LEADER), purpose="a rule of the school", own_eyes=True)
@require_http_methods(["GET", "POST"])
def choose(request: Asked, name: str) -> HttpResponse:
    """The numbers that are open to the school, as they are; others go to the worker to be looked at."""
    _known(name)
    waiting = numbers.waiting(name)
    if waiting is not None:
        return redirect("readings:numbers_one", name=name, pk=waiting.pk)
    shipped = SIGNALS[name].settings
    form = NumbersForm(shipped, numbers.here(name).settings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = numbers.propose(name, form.values(), form.cleaned_data["reason"], request.who.account)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("readings:numbers_one", name=name, pk=row.pk)
    about = described.signal(SIGNALS[name].about)
    return render(request, "readings/choose.html", {"about": about, "form": form})


@page(roles(Role.LEADER), purpose="a rule of the school", own_eyes=True)
@require_http_methods(["GET", "POST"])
def one(request: Asked, name: str, pk: int) -> HttpResponse:
    """What they would have changed, and the decision."""
    _known(name)
    row = get_object_or_404(RuleNumbers, pk=pk, signal=name)
    if request.method == "POST":
        try:
            if "drop" in request.POST:
                numbers.drop(row, request.who.account)
                messages.success(request, _("Everything stays as it is."))
            else:
                numbers.put_in_force(row, request.who.account)
                messages.success(request, _("The rule goes by these numbers from now on."))
        except Refused as no:
            messages.error(request, str(no))
        return redirect("readings:how", name=name)
    if row.state not in (numbers.LOOKING, numbers.READY):
        return redirect("readings:how", name=name)
    now, shipped = numbers.here(name).settings, SIGNALS[name].settings
    wanted = numbers.adjusted(SIGNALS[name], row.values).settings
    lines = [
        (_(o.metadata["help"]), getattr(now, o.name), getattr(wanted, o.name))
        for o in open_fields(shipped)
        if getattr(now, o.name) != getattr(wanted, o.name)
    ]
    about = described.signal(SIGNALS[name].about)
    return render(request, "readings/chosen.html", {"about": about, "row": row, "lines": lines})


def _known(name: str) -> None:
    if name not in SIGNALS or not open_fields(SIGNALS[name].settings):
        raise Http404
