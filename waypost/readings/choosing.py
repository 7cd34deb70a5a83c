"""Choosing other numbers for a rule or a measure: tell them, see what they would have changed, decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.settings import open_fields, with_numbers
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
    form = NumbersForm(numbers.shipped(name), numbers.settings_here(name), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = numbers.propose(name, form.values(), form.cleaned_data["reason"], request.who.account)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("readings:numbers_one", name=name, pk=row.pk)
    return render(request, "readings/choose.html", {**_described(name), "form": form})


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
                messages.success(request, _("These numbers count from now on."))
        except Refused as no:
            messages.error(request, str(no))
        return redirect("readings:how", name=name)
    if row.state not in (numbers.LOOKING, numbers.READY):
        return redirect("readings:how", name=name)
    now, shipped = numbers.settings_here(name), numbers.shipped(name)
    wanted = with_numbers(shipped, row.values)
    lines = [
        (_(o.metadata["help"]), getattr(now, o.name), getattr(wanted, o.name))
        for o in open_fields(shipped)
        if getattr(now, o.name) != getattr(wanted, o.name)
    ]
    return render(request, "readings/chosen.html", {**_described(name), "row": row, "lines": lines})


def _described(name: str) -> dict[str, Any]:
    """The rule or the measure, and in a sentence what its numbers decide."""
    if name in SIGNALS:
        about = described.signal(SIGNALS[name].about)
        return {"about": about, "does": about.rule, "of_rule": True}
    measure = described.measure(MEASURES[name].about)
    return {"about": measure, "does": measure.question, "of_rule": False}


def _known(name: str) -> None:
    shipped = numbers.shipped(name)
    if shipped is None or not open_fields(shipped):
        raise Http404
