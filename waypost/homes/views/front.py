"""The first address: it leads each person to the page that is theirs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from waypost.trust.access import PUBLIC, SIGNED_IN
from waypost.trust.models import Account
from waypost.trust.pages import Asked, page

from ..navigation import home_of


@page(PUBLIC)
def front(request: Asked) -> HttpResponse:
    """Signed in: my page. Else: the demonstration's door, a new school's set-up, or sign-in."""
    if request.who.signed_in:
        return redirect(home_of(request.who))
    if settings.DEMO:
        return redirect("homes:demo")
    return redirect("account_login" if Account.objects.exists() else "setup:token")


@page(SIGNED_IN)
def welcome(request: Asked) -> HttpResponse:
    """For those whose own page comes later: what they can do already."""
    return render(request, "homes/welcome.html", {"roles": sorted(request.who.roles)})
