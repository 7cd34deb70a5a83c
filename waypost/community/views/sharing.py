"""Sharing 100 points alone, on a sheet of paper, and typing such sheets in."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.school.models import School
from waypost.trust.pages import Asked, me, page, trying

from ..access import groups_of
from ..forms.charter import PaperForm, PointsForm
from ..models import Charter, CharterState, Group
from ..queries import charter as queries
from ..services import sharing as services
from . import MEMBERS, STAFF


@page(MEMBERS, purpose="charter")
@require_http_methods(["GET", "POST"])
def points(request: Asked) -> HttpResponse:
    """Share 100 points. Sent twice, it counts once."""
    found, groups = _open(request), groups_of(request.who)
    if found is None or not groups:
        messages.info(request, _("Points aren't shared right now."))
        return redirect("community:charter")
    if services.has_shared(found, me(request)):
        return render(request, "community/points_done.html", {"home": True})
    form = PointsForm(
        request.POST or None, groups=groups, indicators=queries.standing(found), initial={"once": uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        taken = trying(request, lambda: services.share(found, me(request), form.spoken_for, form.points))
        if taken is not None:
            return render(request, "community/points_done.html", {"home": True})
    return render(request, "community/points.html", {"form": form})


@page(STAFF, purpose="charter")
def paper(request: Asked) -> HttpResponse:
    """A sheet to print, four groups to tick."""
    found = _open(request)
    if found is None:
        messages.info(request, _("Points aren't shared right now."))
        return redirect("community:charter")
    context = {
        "indicators": queries.standing(found),
        "groups": Group.choices,
        "school": School.objects.first(),
        "charter": found,
    }
    return render(request, "community/paper.html", context)


@page(STAFF, purpose="charter")
@require_http_methods(["GET", "POST"])
def paper_in(request: Asked) -> HttpResponse:
    """Type sheets in, one after another."""
    found = _open(request)
    if found is None:
        messages.info(request, _("Points aren't shared right now."))
        return redirect("community:charter")
    stand = queries.standing(found)
    form = PaperForm(request.POST or None, indicators=stand, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        group = form.spoken_for
        taken = trying(
            request, lambda: services.paper(found, group, form.points, once=form.cleaned_data["once"])
        )
        if taken is not None:
            messages.success(request, _("Counted. The next sheet."))
            form = PaperForm(indicators=stand, initial={"once": uuid4(), "group": group})
    return render(request, "community/paper_in.html", {"form": form})


def _open(request: Asked) -> Charter | None:
    found = queries.going_on(request.reads)
    return found if found is not None and found.state == CharterState.SHARING else None
