"""What a leader does with the charter: open a version, have points shared, close, adopt, review."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waypost.school import clock
from waypost.trust.pages import Asked, me, page, trying

from .. import periods
from ..access import SEE_CHARTER
from ..forms.charter import AdoptForm, ReviewForm, in_a_term
from ..jobs import work_out
from ..models import Charter, CharterState
from ..queries.charter import standing
from ..queries.points import fallen
from ..services import charter as services
from ..services import closing
from . import LEADER


class OnceOnly(forms.Form):
    once = forms.UUIDField()


@page(LEADER, purpose="charter")
@require_POST
def begin(request: Asked) -> HttpResponse:
    """A new version: ideas are gathered from now on."""
    form = OnceOnly(request.POST)
    if form.is_valid():
        made = trying(request, lambda: services.open_version(me(request), once=form.cleaned_data["once"]))
        if made is not None:
            messages.success(request, _("Open. Everybody of the school can propose something now."))
    return redirect("community:charter")


@page(LEADER, purpose="charter")
@require_http_methods(["GET", "POST"])
def share(request: Asked, pk: int) -> HttpResponse:
    """End the gathering; from now on points are shared."""
    found = _charter(request, pk, CharterState.WRITING)
    if request.method == "POST":
        trying(request, lambda: services.begin_sharing(found, me(request)))
        return redirect("community:charter")
    stand = standing(found)
    context = {
        "heading": _("Share points over these?"),
        "sentences": [
            _("From now on nothing new is proposed, and everybody may share 100 points."),
            _("Nobody can find out who gave what, and nothing is counted before you close it."),
        ],
        "things": [i.words for i in stand],
        "action": _("Let points be shared"),
        "cancel_url": reverse("community:charter"),
    }
    return render(request, "web/confirm.html", context)


@page(LEADER, purpose="charter")
@require_http_methods(["GET", "POST"])
def close(request: Asked, pk: int) -> HttpResponse:
    """End the sharing of points and count them."""
    found = _charter(request, pk, CharterState.SHARING)
    if request.method == "POST":
        closing.close(found, by=me(request))
        work_out.enqueue(found.pk)
        messages.success(request, _("Closed. The points are being counted; it takes a moment."))
        return redirect("community:charter")
    context = {
        "heading": _("Close it and count the points?"),
        "sentences": [
            _("After that nobody can share points for this version any more."),
            _(
                "A group from which fewer than ten sheets came isn't counted: its sheets are destroyed unread."
            ),
        ],
        "action": _("Close and count"),
        "cancel_url": reverse("community:charter"),
    }
    return render(request, "web/confirm.html", context)


@page(LEADER, purpose="charter")
@require_http_methods(["GET", "POST"])
def adopt(request: Asked, pk: int) -> HttpResponse:
    """The recorded decision."""
    found = _charter(request, pk, CharterState.COUNTED)
    stand = standing(found)
    initial = {"next_review": in_a_term(clock.today())}
    form = AdoptForm(request.POST or None, indicators=stand, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = trying(
            request,
            lambda: services.adopt(
                found, data["decision"], form.aims, by=me(request), next_review=data["next_review"]
            ),
        )
        if made is not None:
            messages.success(request, _("Adopted. Results serve this version from now on."))
            return redirect("community:charter")
    rows = [
        (
            form[f"keep{i.pk}"],
            *(form[n] if (n := f"{k}{i.pk}") in form.fields else None for k in ("aim", "worth")),
        )
        for i in stand
    ]
    return render(
        request,
        "community/adopt.html",
        {"form": form, "rows": rows, "charter": found, "fallen": fallen(found)},
    )


@page(LEADER, purpose="charter")
@require_http_methods(["GET", "POST"])
def review(request: Asked, pk: int) -> HttpResponse:
    """The look of a term."""
    found = _charter(request, pk, CharterState.ADOPTED)
    initial = {"once": uuid4(), "next_review": in_a_term(clock.today())}
    form = ReviewForm(request.POST or None, indicators=standing(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = trying(
            request,
            lambda: services.review(
                found, data["words"], form.judged, period=_period(clock.today()),
                next_review=data["next_review"], by=me(request), once=data["once"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("Noted. Everybody of the school can read it."))
            return redirect("community:charter")
    return render(request, "community/review.html", {"form": form, "charter": found})


def _period(day: date) -> str:
    now = periods.now()
    return now.title[:60] if now else str(day.year)


def _charter(request: Asked, pk: int, state: CharterState) -> Charter:
    found: Charter = SEE_CHARTER.get(request.reads, pk=pk)
    if found.state != state:
        raise Http404
    return found
