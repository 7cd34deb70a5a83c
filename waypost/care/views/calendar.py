"""My calendar's address: made here, ended here; and the calendar itself, for the program that asks with the token."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waypost.trust.access import PUBLIC, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page

from .. import feeds
from ..access import OWN_CALENDAR
from ..access.common import CARERS
from .staff import me

WITH_CALENDAR = roles(Role.GUARDIAN, *CARERS)


@page(WITH_CALENDAR, purpose="own calendar")
def calendar(request: Asked) -> HttpResponse:
    """Make an address, or end it. The address is told once, on the answer to the button."""
    person, address = me(request), ""
    if request.method == "POST" and request.POST.get("end"):
        feeds.end(person.pk)
        messages.success(request, _("The address answers no more."))
        return redirect("care:calendar")
    if request.method == "POST":
        token = feeds.make(person.pk, request.who.account or 0)
        address = request.build_absolute_uri(reverse("care:calendar_feed", args=[token]))
    standing = OWN_CALENDAR.scoped(request.reads, lambda rows: rows.filter(ended=None)).count()
    response = render(request, "care/calendar.html", {"address": address, "standing": bool(standing)})
    response["Referrer-Policy"] = "no-referrer"
    return response


@page(PUBLIC)
@require_GET
def feed(request: Asked, token: str) -> HttpResponse:
    """Days and kinds, no names. The right is that of the owner, at this very request."""
    who = feeds.owner_of(token)
    if who is None:
        raise Http404
    text = feeds.calendar_of(who, request.build_absolute_uri(reverse("homes:front")))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
