"""The log of reads, for the privacy role: who looked, as what, for what. Searches are POST: no name in an address."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from .. import audit, queries
from ..forms import SearchForm
from ..pages import Asked, page
from ..rules import FIND_ACCOUNTS, PRIVACY


@page(PRIVACY, purpose="privacy")
@require_http_methods(["GET", "POST"])
def reads(request: Asked) -> HttpResponse:
    """Find a person, then see who looked at the person's record; without a name, the latest looks."""
    form = SearchForm(request.POST or None)
    words = form.cleaned_data["name"] if form.is_valid() else ""
    chosen = request.POST.get("account", "")
    context: dict[str, object] = {"form": form, "words": words}
    if chosen.isdigit():
        person = FIND_ACCOUNTS.get(request.reads, pk=int(chosen))
        context |= {"person": person, "looks": queries.who_looked_at(request.reads, person.person_id or 0)}
    elif words:
        context["found"] = queries.find_person(request.reads, words)
    else:
        context["looks"] = queries.latest_looks(request.reads)
    return render(request, "trust/reads.html", context)


@page(PRIVACY, purpose="privacy", fresh=True)
@require_http_methods(["GET", "POST"])
def check(request: Asked) -> HttpResponse:
    """Hold both books against their chains and the heads of earlier days."""
    problems = audit.verify() if request.method == "POST" else None
    return render(request, "trust/check.html", {"problems": problems, "asked": request.method == "POST"})
