"""Access requests, for the privacy role: check, build, look at each line, release."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import requests as services
from ..consent import subjects
from ..models import AccessLine, AccessRequest, Account
from ..pages import Asked, page
from ..rules import PRIVACY, SEE_REQUESTS
from ..services import Refused


@page(PRIVACY, purpose="access request")
def requests(request: Asked) -> HttpResponse:
    """Those that are open, the nearest day first; then those that were released."""
    rows = SEE_REQUESTS.scoped(request.reads, lambda r: r.order_by("released", "due", "pk")).listed()
    names = _names([i for r in rows for i in (r.subject_id, r.asker_id)])
    context = {
        "rows": [(r, names.get(r.subject_id, ""), names.get(r.asker_id, "")) for r in rows],
        "today": subjects.today(),
    }
    return render(request, "trust/requests.html", context)


def _names(person_ids: list[int]) -> dict[int, str]:
    rows = Account.objects.filter(person_id__in=set(person_ids)).values_list("person_id", "name")
    return {int(pk): name for pk, name in rows if pk is not None}


@page(PRIVACY, purpose="access request", fresh=True)
@require_http_methods(["GET", "POST"])
def one(request: Asked, pk: int) -> HttpResponse:
    """One request, step by step."""
    found = SEE_REQUESTS.get(request.reads, pk=pk)
    if request.method == "POST":
        try:
            _do(request, found)
        except Refused as why:
            messages.error(request, str(why))
        return redirect("trust:request", pk)
    names = _names([found.subject_id, found.asker_id])
    lines = list(found.lines.order_by("table", "pk"))
    careful = [line for line in lines if line.disclosure in {str(d) for d in services.CAREFUL}]
    context = {
        "found": found,
        "subject": names.get(found.subject_id, ""),
        "asker": names.get(found.asker_id, ""),
        "count": len(lines),
        "careful": careful,
        "waits": services.waits_for(found),
        "today": subjects.today(),
    }
    return render(request, "trust/request.html", context)


def _do(request: Asked, found: AccessRequest) -> None:
    by, act = request.who.account or 0, request.POST.get("act", "")
    if act == "check":
        services.check(found, by)
    elif act == "build":
        count = services.build(found, by)
        messages.success(request, _("Collected: %(n)d lines.") % {"n": count})
    elif act == "release":
        services.release(found, by)
    elif act in {"hand over", "hold back"}:
        line = get_object_or_404(AccessLine, pk=request.POST.get("line") or 0, request=found)
        services.decide(line, by, withhold=act == "hold back", ground=request.POST.get("ground", ""))
