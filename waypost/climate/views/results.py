"""What my lessons show together: for the teacher of those lessons alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from waypost.trust.pages import Asked, me, page

from ..queries import results as queries
from .common import TEACHERS


@page(TEACHERS, purpose="own lessons over weeks")
def results(request: Asked) -> HttpResponse:
    """Own results over weeks, by kind of lesson and by way of teaching."""
    me(request)
    return render(request, "climate/results.html", {"results": queries.results(request.reads)})
