"""Requests to erase, for the privacy role: check, look at what would go, decide, confirm by a second person (TRUST 8)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import queries
from ..consent import subjects
from ..erasure import cases, reach
from ..forms import SearchForm
from ..models import Account, ErasureCase, ErasureGround
from ..pages import Asked, page, trying
from ..retention import told
from ..rules import FIND_ACCOUNTS, PRIVACY, SEE_ERASURES
from ..tables import name_of
from .requests import names_of_people, ways


@page(PRIVACY, purpose="erasure")
def erasures(request: Asked) -> HttpResponse:
    """Those that are open, the nearest day first; then those that are done."""
    rows = SEE_ERASURES.scoped(request.reads, lambda r: r.order_by("closed", "due", "pk")).listed()
    names = names_of_people([i for r in rows for i in (r.subject_id, r.asker_id) if i])
    context = {
        "rows": [(r, names.get(r.subject_id or 0, ""), names.get(r.asker_id or 0, "")) for r in rows],
        "today": subjects.today(),
    }
    return render(request, "trust/erasures.html", context)


@page(PRIVACY, purpose="erasure", fresh=True)
@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """Somebody asked by letter or at the desk: find whom it is about. Searches are POST: no name in an address."""
    form = SearchForm(request.POST if request.POST.get("act") == "find" else None)
    words = form.cleaned_data["name"] if form.is_valid() else ""
    context: dict[str, object] = {"form": form, "words": words}
    if words:
        context["found"] = queries.find_person(request.reads, words)
    elif request.POST.get("account", "").isdigit():
        person = FIND_ACCOUNTS.get(request.reads, pk=int(request.POST["account"]))
        case = cases.ask(person.person_id or 0, None, request.who.account)
        return redirect("trust:erasure", case.pk)
    return render(request, "trust/erasure_new.html", context)


@page(PRIVACY, purpose="erasure", fresh=True)
@require_http_methods(["GET", "POST"])
def one(request: Asked, pk: int) -> HttpResponse:
    """One case, step by step."""
    found = SEE_ERASURES.get(request.reads, pk=pk)
    if request.method == "POST":
        trying(request, lambda: _do(request, found))
        return redirect("trust:erasure", pk)
    names = names_of_people([i for i in (found.subject_id, found.asker_id) if i])
    counted = found.ended if found.gone else found.planned
    context = {
        "found": found,
        "subject": names.get(found.subject_id or 0, ""),
        "asker": names.get(found.asker_id or 0, ""),
        "ways": ways(),
        "counted": told.counted(counted),
        "whole": sum(counted.values()),
        "stays": [
            (name_of(label), rows, reach.WHY[why]) for label, (rows, why) in sorted(found.stays.items())
        ],
        "grounds": ErasureGround.choices,
        "held": cases.held_words(found) if found.subject_id and not found.begun else [],
        "waits": cases.waits_for(found),
        "mine": found.decided_by is not None and cases.is_same_person(found.decided_by, request.who.account),
        "decider": _name(found.decided_by),
        "today": subjects.today(),
    }
    return render(request, "trust/erasure.html", context)


def _name(account: int | None) -> str:
    return Account.objects.filter(pk=account or 0).values_list("name", flat=True).first() or ""


def _do(request: Asked, found: ErasureCase) -> None:
    by, act = request.who.account or 0, request.POST.get("act", "")
    if act == "check":
        cases.check(found, by, request.POST.get("how", ""))
    elif act == "count":
        cases.count(found, by)
    elif act == "decide":
        cases.decide(found, by, request.POST.get("ground", ""))
        messages.success(request, _("Decided. Now a second person confirms it."))
    elif act == "confirm":
        cases.confirm(found, by)
        messages.success(request, _("Confirmed. It goes as soon as nothing holds the file."))
    elif act == "decline":
        cases.decline(found, by, request.POST.get("why", ""))
