"""The first address: it leads each person to the page that is theirs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from waypost.trust.access import PUBLIC, SIGNED_IN
from waypost.trust.pages import Asked, page

from ..navigation import home_of


@page(PUBLIC)
def front(request: Asked) -> HttpResponse:
    """Signed in: my page. Else: the demonstration's door, or sign-in."""
    if request.who.signed_in:
        return redirect(home_of(request.who))
    return redirect("homes:demo" if settings.DEMO else "account_login")


@page(SIGNED_IN)
def welcome(request: Asked) -> HttpResponse:
    """For those whose own page comes later: what they can do already."""
    return render(request, "homes/welcome.html", {"roles": sorted(request.who.roles)})
