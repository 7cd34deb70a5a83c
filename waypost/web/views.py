"""Light, language and projector; leaving; the ear for content policy reports. None shows a record of anybody."""

from __future__ import annotations

import json
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .context import PROJECTOR_COOKIE, THEME_COOKIE, THEMES
from .gates import open_to_all
from .links import is_foreign_link, local

YEAR = 365 * 24 * 3600
#: What browsers told, for the tests to look into. Only filled while settings.CSP_REPORT is on.
csp_reports: list[dict[str, object]] = []


@open_to_all
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep light, language and projector on this device, and go back."""
    response = HttpResponseRedirect(local(request, request.POST.get("next")))
    theme = request.POST.get("theme")
    if theme in THEMES:
        _keep(request, response, THEME_COOKIE, theme)
    elif theme:
        response.delete_cookie(THEME_COOKIE)
    if "projector" in request.POST:
        _keep(request, response, PROJECTOR_COOKIE, "1" if request.POST["projector"] == "1" else "0")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _keep(request, response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Not HttpOnly: the page's script changes light and projector at once. Nothing of a person stands in it."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())


@open_to_all
@require_GET
def leaving(request: HttpRequest) -> HttpResponse:
    """Says where a foreign link leads; the person goes on or stays."""
    address = request.GET.get("to", "")
    good = is_foreign_link(address)
    return render(
        request,
        "web/leaving.html",
        {"address": address if good else "", "host": urlsplit(address).hostname if good else ""},
        status=200 if good else 400,
    )


@open_to_all
@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Reports of browsers, in tests only."""
    if not getattr(settings, "CSP_REPORT", False):
        raise Http404
    try:
        told = json.loads(request.body[:10_000])
    except ValueError:
        return HttpResponse(status=400)
    csp_reports.append(told)
    logging.getLogger("waypost.csp").error("content policy: %s", json.dumps(told)[:2000])
    return HttpResponse(status=204)
