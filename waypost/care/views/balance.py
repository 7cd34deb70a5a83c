"""How attention is spread: my own figures for me; all adults together for leaders."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from waypost.trust.models import Role
from waypost.trust.pages import Asked, page

from .. import balance as figures
from ..panels import attention
from .staff import STAFF, me


@page(STAFF, purpose="own balance")
def balance(request: Asked) -> HttpResponse:
    """Nobody opens another adult's page: it is always of whoever asks."""
    person = me(request)
    eyes = request.who.viewing_as is None
    mine = figures.of_adult(person.pk) if eyes else None
    ratio = mine.spread.ratio if mine else None
    context = {
        "mine": mine,
        "spread": attention.spread(ratio) if ratio is not None else "",
        "all": attention.for_leader() if request.who.has(Role.LEADER) else None,
        "leads": request.who.has(Role.LEADER),
    }
    return render(request, "care/balance.html", context)
