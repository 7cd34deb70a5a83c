"""Sources: how each is, its days and gaps, and (for administrators) its keys."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waypost.school import clock
from waypost.trust.access import STAFF_ONLY
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page

from .. import services
from .. import sources as health
from ..access import ADMINISTRATORS, MANAGE_CREDENTIAL, MANAGE_SOURCE, SEE_SOURCE
from ..forms import DownForm, KeyForm, SourceForm
from ..models import Source


@page(STAFF_ONLY, purpose="sources")
@require_GET
def sources(request: Asked) -> HttpResponse:
    """All sources with their health in words."""
    rows = SEE_SOURCE.scoped(request.reads, lambda r: r.order_by("name")).listed()
    context = {"rows": [(s, health.health(s)) for s in rows], "may_manage": _manages(request)}
    return render(request, "evidence/sources.html", context)


@page(ADMINISTRATORS, purpose="sources")
@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A new source: a tool, before it gets its key."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_source(
                form.cleaned_data["name"], home_page=form.cleaned_data["home_page"], by=request.who.account
            )
        except ValueError as no:
            form.add_error("name", str(no))
        else:
            return redirect("evidence:source", pk=made.pk)
    return render(request, "evidence/new.html", {"form": form})


@page(STAFF_ONLY, purpose="source")
@require_GET
def source(request: Asked, pk: int) -> HttpResponse:
    """One source: health, the last weeks, gaps, keys."""
    return _shown(request, SEE_SOURCE.get(request.reads, pk=pk))


@page(ADMINISTRATORS, purpose="source", fresh=True)
@require_POST
def key_new(request: Asked, pk: int) -> HttpResponse:
    """Make a key; its secret is on the answer's page and nowhere else."""
    found = MANAGE_SOURCE.get(request.reads, pk=pk)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, key_form=form)
    klass = form.cleaned_data["klass"]
    try:
        made = services.create_credential(
            form.cleaned_data["name"], found, prefixes=form.prefix_list(), class_id=klass.pk if klass else None,
            scope=form.cleaned_data["scope"], by=request.who.account,
        )  # fmt: skip
    except ValueError as no:
        form.add_error("name", str(no))
        return _shown(request, found, key_form=form)
    return _secret(request, made)


@page(ADMINISTRATORS, purpose="source", fresh=True)
@require_http_methods(["GET", "POST"])
def key_renew(request: Asked, pk: int) -> HttpResponse:
    """A new pair for the same key; the old one ends at once."""
    found = MANAGE_CREDENTIAL.get(request.reads, pk=pk)
    if found.ended is not None:
        raise Http404
    if request.method == "POST":
        return _secret(request, services.rotate_credential(found, by=request.who.account))
    context = {
        "heading": _("A new secret for “%(name)s”?") % {"name": found.name},
        "sentences": [_("The old one is refused from that moment on. The tool needs the new one to go on.")],
        "action": _("Make a new secret"),
        "cancel_url": _page_of(found.source_id),
    }
    return render(request, "web/confirm.html", context)


@page(ADMINISTRATORS, purpose="source", fresh=True)
@require_http_methods(["GET", "POST"])
def key_end(request: Asked, pk: int) -> HttpResponse:
    """End a key."""
    found = MANAGE_CREDENTIAL.get(request.reads, pk=pk)
    if request.method == "POST":
        services.end_credential(found, by=request.who.account)
        messages.success(request, _("The key is ended. What it sent stays."))
        return redirect("evidence:source", pk=found.source_id)
    context = {
        "heading": _("End the key “%(name)s”?") % {"name": found.name},
        "sentences": [
            _("The tool can send nothing more with it. What it sent stays. A key that was ended stays so.")
        ],
        "action": _("End it"),
        "danger": True,
        "cancel_url": _page_of(found.source_id),
    }
    return render(request, "web/confirm.html", context)


@page(ADMINISTRATORS, purpose="source")
@require_POST
def down(request: Asked, pk: int) -> HttpResponse:
    """Somebody knows that the source was down: claims that rest on it wait."""
    found = MANAGE_SOURCE.get(request.reads, pk=pk)
    form = DownForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, down_form=form)
    try:
        health.say_down(found, by=request.who.account, **form.cleaned_data)
    except ValueError as no:
        form.add_error("until", str(no))
        return _shown(request, found, down_form=form)
    messages.success(request, _("Noted. Claims that rest on it wait for these days."))
    return redirect("evidence:source", pk=pk)


@page(ADMINISTRATORS, purpose="source")
@require_POST
def state(request: Asked, pk: int) -> HttpResponse:
    """Up again, paused, or expected again."""
    found = MANAGE_SOURCE.get(request.reads, pk=pk)
    if "up" in request.POST:
        health.say_up(found, by=request.who.account)
    elif "pause" in request.POST or "resume" in request.POST:
        health.pause(found, paused="pause" in request.POST, by=request.who.account)
    return redirect("evidence:source", pk=pk)


def _shown(
    request: Asked, found: Source, *, key_form: KeyForm | None = None, down_form: DownForm | None = None
) -> HttpResponse:
    manages = _manages(request)
    today = clock.today()
    gaps = list(found.gaps.order_by("-since")[:20])
    context = {
        "source": found,
        "health": health.health(found),
        "today": today,
        "days": found.days.filter(day__gt=today - timedelta(days=28), day__lte=today).order_by("-day"),
        "gaps": gaps,
        "said_down": any(g.until is None and g.found_by == health.BY_PERSON for g in gaps),
        "may_manage": manages,
        "keys": MANAGE_CREDENTIAL.scoped(
            request.reads, lambda r: r.filter(source=found).order_by("ended", "name")
        ).listed()
        if manages
        else [],
        "key_form": key_form or KeyForm(auto_id="key_%s"),
        "down_form": down_form or DownForm(auto_id="down_%s"),
    }
    return render(request, "evidence/source.html", context)


def _secret(request: Asked, made: services.NewSecret) -> HttpResponse:
    return render(request, "evidence/secret.html", {"made": made, "source": made.credential.source})


def _manages(request: Asked) -> bool:
    return request.who.has(Role.ADMINISTRATOR)


def _page_of(source_id: int) -> str:
    from django.urls import reverse

    return reverse("evidence:source", args=[source_id])
