"""A trial from its plan to what becomes of the strategy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import calendar, clock
from waypost.trust.pages import Asked, me, page, trying
from waypost.web.links import local

from ..access.trials import JOIN_TRIAL, MARK_TRIAL, OWN_STRATEGY, OWN_TRIAL, SEE_TRIAL
from ..forms.trials import BreakOffForm, DecideForm, PlanForm, TeacherSaysForm
from ..models import Strategy, Trial, TrialClass
from ..queries import trials as queries
from ..services import trials as services
from ..services.trials import Draft
from .common import STAFF, TEACHERS


@page(STAFF, purpose="trials")
def new(request: Asked, pk: int) -> HttpResponse:
    """Plan a trial of a strategy."""
    strategy: Strategy = OWN_STRATEGY.get(request.reads, pk=pk)
    monday = clock.today() + timedelta(days=14 - clock.today().weekday())
    before = strategy.trials.order_by("-pk").first()
    start: dict[str, Any] = PlanForm.start(Draft.of(before)) if before else {}
    form = _form(request, strategy, {**start, "once": uuid4(), "first": monday})

    def keep(draft: Draft) -> Trial:
        own = queries.own_classes(request.reads)
        return services.plan(strategy, draft, by=me(request), own=own, once=form.cleaned_data["once"])

    return _planned(request, strategy, form, keep)


@page(STAFF, purpose="trials")
def redraft(request: Asked, pk: int) -> HttpResponse:
    """Change a plan that isn't locked."""
    trial: Trial = OWN_TRIAL.get(request.reads, pk=pk)
    form = _form(request, trial.strategy, {**PlanForm.start(Draft.of(trial)), "once": uuid4()})

    def keep(draft: Draft) -> Trial | None:
        own = queries.own_classes(request.reads)
        trying(request, lambda: services.redraft(trial, draft, by=me(request), own=own))
        return trial

    return _planned(request, trial.strategy, form, keep)


def _form(request: Asked, strategy: Strategy, start: dict[str, Any]) -> PlanForm:
    classes = queries.classes_to_choose(strategy.organization_id, queries.own_classes(request.reads))
    return PlanForm(request.POST or None, initial=start, classes=classes, subjects=queries.subjects())


def _planned(
    request: Asked, strategy: Strategy, form: PlanForm, keep: Callable[[Draft], Trial | None]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        made = keep(form.draft())
        if made is not None:
            return redirect("practice:trial", made.pk)
    return render(request, "practice/trial_edit.html", {"form": form, "strategy": strategy})


@page(STAFF, purpose="trials")
def trial(request: Asked, pk: int) -> HttpResponse:
    """What is planned, how it runs, and after the last day what came out."""
    found = queries.trial_page(request.reads, pk)
    context = {
        "page": found,
        "today": clock.today(),
        "says": TeacherSaysForm(initial={"once": uuid4()}),
        "weeks": [w for w in queries.this_week(request.reads) if w.row.trial_id == pk],
        "asked": [a for a in queries.asked(request.reads) if a.row.trial_id == pk],
        "school_days_left": calendar.count_between(clock.today(), found.last),
    }
    return render(request, "practice/trial.html", context)


@page(STAFF, purpose="trials")
def lock(request: Asked, pk: int) -> HttpResponse:
    """Fix the plan and draw lots: asked once more, for there is no way back."""
    found: Trial = OWN_TRIAL.get(request.reads, pk=pk)
    if request.method == "POST":
        done = trying(request, lambda: services.lock(found, by=me(request), account_id=request.who.account))
        if done is not None:
            messages.success(request, _("The plan is locked, and the lots are drawn."))
        return redirect("practice:trial", pk)
    context = {
        "heading": _("Lock the plan and draw lots?"),
        "sentences": [
            _("From then on nobody can change it: not you, not an administrator. A change behind Waypost's back shows on this page."),
            _("Nobody sees a result before the last day. That keeps everybody from stopping when it happens to look good."),
        ],
        "things": [],
        "action": _("Lock it"),
        "danger": False,
        "cancel_url": f"/practice/trials/{pk}/",
        "form": None,
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


@page(STAFF, purpose="trials")
def break_off(request: Asked, pk: int) -> HttpResponse:
    found: Trial = OWN_TRIAL.get(request.reads, pk=pk)
    form = BreakOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        trying(request, lambda: services.break_off(found, form.cleaned_data["because"]))
        return redirect("practice:trial", pk)
    context = {
        "heading": _("End this trial before its last day?"),
        "sentences": [
            _("There will be no result: who ends a trial because it looks good or bad so far is misled by chance. What you write here stays in the story.")
        ],
        "action": _("End it"),
        "danger": True,
        "cancel_url": f"/practice/trials/{pk}/",
        "form": form,
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


@page(STAFF, purpose="trials")
@require_POST
def say(request: Asked, pk: int) -> HttpResponse:
    """What a teacher saw beside the numbers."""
    found: Trial = SEE_TRIAL.get(request.reads, pk=pk)
    form = TeacherSaysForm(request.POST)
    if form.is_valid():
        services.teacher_says(
            found, form.cleaned_data["words"], by=me(request), once=form.cleaned_data["once"]
        )
        messages.success(request, _("Noted, with your name."))
    else:
        messages.error(request, _("Write a sentence first."))
    return redirect("practice:trial", pk)


@page(STAFF, purpose="trials")
def decide(request: Asked, pk: int) -> HttpResponse:
    """Keep, adapt or stop, with why; the next cycle follows."""
    found: Trial = OWN_TRIAL.get(request.reads, pk=pk)
    form = DecideForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = trying(
            request,
            lambda: services.decide(
                found, data["verdict"], data["because"], by=me(request), once=data["once"]
            ),
        )
        if made is None:
            return redirect("practice:trial", pk)
        messages.success(request, _("Decided. It stands in the story of the strategy."))
        if made.verdict == "adapt":
            return redirect("practice:change", found.strategy_id)
        return redirect("practice:strategy", found.strategy_id)
    return render(request, "practice/decide.html", {"form": form, "trial": found})


@page(TEACHERS, purpose="trials")
@require_POST
def answer(request: Asked, pk: int) -> HttpResponse:
    """A teacher says whether a class takes part."""
    row: TrialClass = JOIN_TRIAL.get(request.reads, pk=pk)
    trying(request, lambda: services.answer(row, request.POST.get("yes") == "1", by=me(request)))
    return redirect(local(request, request.POST.get("next"), reverse("practice:what_works")))


@page(TEACHERS, purpose="trials")
@require_POST
def used(request: Asked, pk: int) -> HttpResponse:
    """Was it used this week? One tap."""
    row: TrialClass = MARK_TRIAL.get(request.reads, pk=pk)
    said = request.POST.get("used", "")
    if said in {"yes", "partly", "no"}:
        trying(request, lambda: services.mark(row.trial, row.class_id, clock.today(), said, by=me(request)))
    return redirect(local(request, request.POST.get("next"), reverse("practice:what_works")))
