"""What works: the strategies of the school, each with its story."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.trust.pages import Asked, me, page, trying

from ..access.base import schools_of
from ..access.trials import OWN_STRATEGY, SEE_STRATEGY
from ..forms.trials import ChangeForm, StrategyForm
from ..queries import together
from ..queries import trials as queries
from ..services import strategies as services
from .common import STAFF


@page(STAFF, purpose="strategies")
def what_works(request: Asked) -> HttpResponse:
    tag = request.GET.get("tag", "")
    context = {
        "cards": queries.strategies(request.reads, tag),
        "tags": queries.tags(request.reads),
        "tag": tag,
        "asked": queries.asked(request.reads),
        "weeks": queries.this_week(request.reads),
    }
    return render(request, "practice/what_works.html", context)


@page(STAFF, purpose="strategies")
def new(request: Asked) -> HttpResponse:
    """Describe a way of teaching."""
    person, schools = me(request), schools_of(request.who)
    if not schools:
        raise PermissionDenied(STAFF.sentence)
    form = StrategyForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.describe(
            min(schools), form.wording(), tags=data["tags"], by=person, once=data["once"]
        )
        messages.success(request, _("It is described. The next step is to try it."))
        return redirect("practice:strategy", made.pk)
    return render(request, "practice/strategy_edit.html", {"form": form})


@page(STAFF, purpose="strategies")
def strategy(request: Asked, pk: int) -> HttpResponse:
    found = queries.strategy_page(request.reads, pk)
    context = {
        "page": found,
        "insights": together.insights(request.reads, strategy=pk),
        "talks": [t for t in together.talks(request.reads) if t.strategy_id == pk],
        "today": clock.today(),
    }
    return render(request, "practice/strategy.html", context)


@page(STAFF, purpose="strategies")
def change(request: Asked, pk: int) -> HttpResponse:
    """Another wording, with why: the old one stays in the story."""
    found = OWN_STRATEGY.get(request.reads, pk=pk)
    now = found.current
    start = {
        "once": uuid4(), "seen": now.number, "tags": found.tags, "title": now.title, "what": now.what,
        "for_whom": now.for_whom, "how_seen": now.how_seen,
    }  # fmt: skip
    form = ChangeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kept = trying(
            request,
            lambda: services.change(
                found,
                form.wording(),
                tags=data["tags"],
                because=data["because"],
                by=me(request),
                seen=data["seen"],
            ),
        )
        if kept is not None:
            messages.success(request, _("Changed. What it was before stays in its story."))
        return redirect("practice:strategy", pk)
    return render(request, "practice/strategy_edit.html", {"form": form, "strategy": found})


@page(STAFF, purpose="strategies")
@require_POST
def look_after(request: Asked, pk: int) -> HttpResponse:
    """Look after it with the others, no longer do, or lay it to rest."""
    if request.POST.get("do") == "join":
        services.join(SEE_STRATEGY.get(request.reads, pk=pk), me(request))
    else:
        found = OWN_STRATEGY.get(request.reads, pk=pk)
        if request.POST.get("do") == "end":
            services.end(found)
        else:
            trying(request, lambda: services.leave(found, me(request)))
    return redirect("practice:strategy", pk)
