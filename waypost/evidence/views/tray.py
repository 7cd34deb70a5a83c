"""The tray: what was refused and why; mended, replayed or dropped by an administrator."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waypost.trust.pages import Asked, page

from .. import tray as room
from ..access import ADMINISTRATORS, MANAGE_REFUSED
from ..forms import MendForm
from ..models import Refused
from ..statements import RefusedStatement


@page(ADMINISTRATORS, purpose="tray")
@require_GET
def tray(request: Asked) -> HttpResponse:
    """What waits, by reason and newest first; no contents here."""
    code, source = request.GET.get("code", ""), request.GET.get("source", "")
    waiting = Refused.objects.filter(state="waiting")
    reasons = waiting.values("code").annotate(n=Count("pk")).order_by("-n")
    scoped = (
        MANAGE_REFUSED.rows(request.who)
        .filter(state="waiting")
        .select_related("source")
        .defer("document")
        .order_by("-pk")
    )
    if code:
        scoped = scoped.filter(code=code)
    if source.isdecimal():
        scoped = scoped.filter(source_id=int(source))
    context = {
        "page": Paginator(scoped, 50).get_page(request.GET.get("page")),
        "reasons": reasons,
        "code": code,
    }
    return render(request, "evidence/tray.html", context)


@page(ADMINISTRATORS, purpose="tray")
@require_http_methods(["GET", "POST"])
def refused(request: Asked, pk: int) -> HttpResponse:
    """One refused statement: its reason, a form to mend it."""
    row = MANAGE_REFUSED.get(request.reads, pk=pk, state="waiting")
    form = MendForm(request.POST or None, initial={"document": _pretty(row.document)})
    if request.method == "POST" and "drop" in request.POST:
        room.drop(row, by=request.who.account)
        messages.success(request, _("Dropped. It is kept aside until its thirty days are over."))
        return redirect("evidence:tray")
    if request.method == "POST" and form.is_valid():
        try:
            new = room.replay(row, form.cleaned_data["document"], by=request.who.account)
        except RefusedStatement as no:
            form.add_error("document", f"{no.sentence} ({no.field})" if no.field else no.sentence)
        else:
            messages.success(
                request,
                _("It is in. The readings follow.") if new else _("It was here already; nothing is doubled."),
            )
            return redirect("evidence:tray")
    return render(request, "evidence/refused.html", {"row": row, "form": form})


def _pretty(document: str) -> str:
    try:
        return json.dumps(json.loads(document), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return document
