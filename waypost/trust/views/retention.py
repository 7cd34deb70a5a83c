"""What runs out of time, for the privacy role: the next run, holds, each table's period, runs that were (TRUST 27)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import queries
from ..consent import subjects
from ..forms import SearchForm
from ..models import Account, RetentionRun
from ..pages import Asked, page
from ..refusal import Refused
from ..retention import holds, periods, run, told
from ..rules import FIND_ACCOUNTS, PRIVACY, SEE_HOLDS


@page(PRIVACY, purpose="retention")
def retention(request: Asked) -> HttpResponse:
    """The whole table in plain words, and what the next run would end."""
    waits = run.waiting()
    held = SEE_HOLDS.scoped(request.reads, lambda r: r.filter(ended=None).order_by("pk")).listed()
    names = dict(
        Account.objects.filter(person_id__in=[h.person_id for h in held]).values_list("person_id", "name")
    )
    context = {
        "waits": waits,
        "planned": told.counted(waits.planned) if waits else [],
        "today": subjects.today(),
        "held": [(h, names.get(h.person_id, "")) for h in held],
        "periods": told.movable(),
        "nightly": told.nightly(),
        "along": told.with_another(),
        "stays": told.stays(),
        "past": told.past(),
    }
    return render(request, "trust/retention.html", context)


@page(PRIVACY, purpose="retention", fresh=True)
@require_http_methods(["GET", "POST"])
def change(request: Asked) -> HttpResponse:
    """Move one period within its bounds, or put the next run off."""
    by = request.who.account or 0
    name = request.POST.get("period") or request.GET.get("period", "")
    if request.method == "POST":
        try:
            if request.POST.get("act") == "put off":
                run.put_off(get_object_or_404(RetentionRun, waits=True), by)
                messages.success(request, _("Put off by a fortnight."))
            else:
                days = request.POST.get("days", "")
                periods.choose(name, int(days) if days.isdigit() and len(days) < 6 else 0, by)
                messages.success(
                    request, _("Changed. What was announced before keeps the longer of the two.")
                )
        except Refused as why:
            messages.error(request, str(why))
            if name:
                return redirect(f"{request.path}?period={name}")
        return redirect("trust:retention")
    found = next((p for p in told.movable() if p.name == name and p.movable), None)
    if found is None:
        return redirect("trust:retention")
    return render(request, "trust/retention_change.html", {"p": found})


@page(PRIVACY, purpose="retention", fresh=True)
@require_http_methods(["GET", "POST"])
def hold(request: Asked) -> HttpResponse:
    """Find a person and hold the file, or lift a hold. Searches are POST: no name in an address."""
    form = SearchForm(request.POST if request.POST.get("act") == "find" else None)
    words = form.cleaned_data["name"] if form.is_valid() else ""
    by, chosen = request.who.account or 0, request.POST.get("account", "")
    context: dict[str, object] = {"form": form, "words": words}
    if words:
        context["found"] = queries.find_person(request.reads, words)
    elif request.method == "POST":
        try:
            if request.POST.get("act") == "lift":
                held = SEE_HOLDS.get(request.reads, pk=int(chosen) if chosen.isdigit() else 0)
                holds.lift(held, by)
                messages.success(request, _("Lifted."))
                return redirect("trust:retention")
            if chosen.isdigit():
                person = FIND_ACCOUNTS.get(request.reads, pk=int(chosen))
                context["person"] = person
                if request.POST.get("act") == "hold":
                    holds.hold(person.person_id or 0, request.POST.get("ground", ""), by)
                    messages.success(request, _("Held: nothing of this file ends until you lift it."))
                    return redirect("trust:retention")
        except Refused as why:
            messages.error(request, str(why))
    return render(request, "trust/retention_hold.html", context)
