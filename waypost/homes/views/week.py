"""This week: what a family sees of its own child."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from waypost.learning.panels import for_week
from waypost.recognition import panels as recognition
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.voice.panels import surveys

from .. import own


@page(roles(Role.GUARDIAN), purpose="this week")
def week(request: Asked, child: int | None = None) -> HttpResponse:
    """One child at a time; with several, a choice above. Guardians never learn of each other."""
    children = SEE_STUDENT.scoped(request.reads, lambda rows: rows.order_by("given_name", "pk")).listed()
    chosen = (
        next((c for c in children if c.pk == child), None) if child else (children[0] if children else None)
    )
    if child and chosen is None:
        raise Http404
    found = own.for_family(request.reads, chosen) if chosen else None
    learning = for_week(request.reads, chosen) if chosen else None
    context = {
        "children": children,
        "child": chosen,
        "page": found,
        "today": clock.today(),
        "learning": learning,
        "surveys": surveys.for_first_page(request.reads, chosen) if chosen else None,
        "recognition": recognition.for_week(request.reads, chosen) if chosen else None,
    }
    return render(request, "homes/week.html", context)
