"""What a card alone opens: say how it goes, hand in work, ask to talk. Nothing is read back here (TRUST 15)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from waypost.climate import panels as climate
from waypost.school import clock
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, page
from waypost.voice.panels import pulse
from waypost.web.context import url_or_none

from ..people import me


@page(roles(Role.STUDENT), purpose="start", tier=CARD)
def start(request: Asked) -> HttpResponse:
    person = me(request)
    context = {
        "person": person,
        "today": clock.today(),
        "asked": climate.for_my_path(request.reads),
        "pulse": pulse.for_my_path(request.reads, person),
        "talk_url": url_or_none("care:talk"),
    }
    return render(request, "homes/start.html", context)
