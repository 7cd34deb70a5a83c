"""Access requests, for the privacy role: check, build, look at each line, release."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import requests as services
from ..consent import subjects
from ..models import AccessLine, AccessRequest, Account
from ..pages import Asked, page
from ..refusal import Refused
from ..rules import PRIVACY, SEE_REQUESTS
from ..tables import kind_of, name_of

MOST_LINES = 40  # of a table that has to be looked at: more open on an address of their own


@page(PRIVACY, purpose="access request")
def requests(request: Asked) -> HttpResponse:
    """Those that are open, the nearest day first; then those that were released."""
    rows = SEE_REQUESTS.scoped(request.reads, lambda r: r.order_by("released", "due", "pk")).listed()
    names = names_of_people([i for r in rows for i in (r.subject_id, r.asker_id)])
    context = {
        "rows": [(r, names.get(r.subject_id, ""), names.get(r.asker_id, "")) for r in rows],
        "today": subjects.today(),
    }
    return render(request, "trust/requests.html", context)


def names_of_people(person_ids: list[int]) -> dict[int, str]:
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
    names = names_of_people([found.subject_id, found.asker_id])
    context = {
        "found": found,
        "subject": names.get(found.subject_id, ""),
        "asker": names.get(found.asker_id, ""),
        "count": found.lines.count(),
        "tables": _tables(found, request.GET.get("table", "")),
        "ways": ways(),
        "waits": services.waits_for(found),
        "today": subjects.today(),
    }
    return render(request, "trust/request.html", context)


def ways() -> list[tuple[str, str]]:
    """How identity and right were checked, in words."""
    return list(zip(services.HOW, (_("I know them"), _("A document"), _("They were here")), strict=True))


@dataclass(slots=True)
class _Table:
    """The lines of one table. `opened`: each stands on the page."""

    name: str
    title: str
    kind: str  # of what kind it is, in a sentence
    count: int
    waiting: int  # that somebody has to look at
    opened: bool
    lines: list[AccessLine]


def _tables(found: AccessRequest, wanted: str) -> list[_Table]:
    """What waits first. A table of many lines opens on its own address."""
    waiting = Counter(services.careful_lines(found).filter(decided_by=None).values_list("table", flat=True))
    careful = set(services.careful_lines(found).values_list("table", flat=True))
    counts = Counter(found.lines.values_list("table", flat=True))
    kinds = dict(found.lines.values_list("table", "disclosure"))
    tables = []
    for name in sorted(counts, key=lambda n: (n not in careful, name_of(n).casefold())):
        opened = name == wanted or (name in careful and counts[name] <= MOST_LINES)
        lines = list(found.lines.filter(table=name).order_by("pk")) if opened else []
        tables.append(
            _Table(name, name_of(name), kind_of(kinds[name]), counts[name], waiting[name], opened, lines)
        )
    return tables


def _do(request: Asked, found: AccessRequest) -> None:
    by, act = request.who.account or 0, request.POST.get("act", "")
    if act == "check":
        services.check(found, by, request.POST.get("how", ""))
    elif act == "build":
        count = services.build(found, by)
        messages.success(request, _("Collected: %(n)d lines.") % {"n": count})
    elif act == "release":
        services.release(found, by)
    elif act in {"hand over all", "hold back all"}:
        hold, ground = act == "hold back all", request.POST.get("ground", "")
        services.decide_all(found, request.POST.get("table", ""), by, withhold=hold, ground=ground)
    elif act in {"hand over", "hold back"}:
        line = get_object_or_404(AccessLine, pk=request.POST.get("line") or 0, request=found)
        services.decide(line, by, withhold=act == "hold back", ground=request.POST.get("ground", ""))
