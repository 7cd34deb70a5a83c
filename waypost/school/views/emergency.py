"""Emergency access: who, why, and then the student's page for an hour; and its review (TRUST 11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.trust import emergency as session
from waypost.trust.access import roles
from waypost.trust.models import Account, EmergencyAccess, EmergencyReason
from waypost.trust.pages import Asked, page
from waypost.trust.refusal import Refused

from .. import clock, emergency
from ..access import FIND_IN_EMERGENCY
from ..models import Person

MOST = 10


@page(roles(*emergency.TAKERS), purpose="emergency", fresh=True)
@require_http_methods(["GET", "POST"])
def take(request: Asked) -> HttpResponse:
    """Find the student by name (POST: no name in an address), say why, begin."""
    words, chosen = request.POST.get("name", "").strip()[:120], request.POST.get("student", "")
    context: dict[str, object] = {"words": words, "reasons": EmergencyReason.choices, "open": _open(request)}
    if request.method == "POST" and request.POST.get("act") == "end":
        emergency.end(request.who)
        return redirect("school:emergency")
    if chosen.isdigit():
        student = FIND_IN_EMERGENCY.get(request.reads, pk=int(chosen))
        context["student"] = student
        if request.POST.get("act") == "begin":
            try:
                reason, why = request.POST.get("reason", ""), request.POST.get("words", "")
                session.remember(request, emergency.take(request.who, student, reason, why))
                messages.success(
                    request, _("Open for an hour, to read. Leaders and safeguarding have been told.")
                )
                return redirect("homes:student", student.pk)
            except Refused as refused:
                messages.error(request, str(refused))
                context |= {"reason": reason, "why": why}
    elif len(words) >= 3:
        context["found"] = FIND_IN_EMERGENCY.scoped(
            request.reads, lambda r: emergency.named(r, words)[:MOST]
        ).listed()
    return render(request, "school/emergency.html", context)


def _open(request: Asked) -> tuple[EmergencyAccess, Person] | None:
    row = EmergencyAccess.objects.filter(account_id=request.who.account or 0, until__gt=clock.wall()).first()
    return (row, Person.objects.get(pk=row.person_id)) if row is not None else None


@page(roles(*emergency.REVIEWERS), purpose="emergency review")
@require_http_methods(["GET", "POST"])
def review(request: Asked) -> HttpResponse:
    """What waits for a word: who looked at whom, why; was it right?"""
    waiting = emergency.to_review(request.who)
    if request.method == "POST":
        row = next((r for r in waiting if str(r.pk) == request.POST.get("emergency")), None)
        if row is None:
            raise Http404
        try:
            emergency.review(
                request.who, row, right=request.POST.get("right") == "yes", said=request.POST.get("said", "")
            )
            messages.success(request, _("Noted."))
        except Refused as why:
            messages.error(request, str(why))
        return redirect("school:emergency-review")
    people = {p.pk: p for p in Person.objects.filter(pk__in=[r.person_id for r in waiting])}
    names = dict(Account.objects.filter(pk__in=[r.account_id for r in waiting]).values_list("pk", "name"))
    request.reads.listed.update(people)
    rows = [(r, people.get(r.person_id), names.get(r.account_id, "")) for r in waiting]
    return render(request, "school/emergency_review.html", {"rows": rows, "today": clock.today()})
