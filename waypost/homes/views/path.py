"""My path: a student's own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from waypost.care.panels import students as care
from waypost.climate import panels as climate
from waypost.community import panels as community
from waypost.learning.panels import for_my_path
from waypost.practice import panels as practice
from waypost.recognition import panels as recognition
from waypost.school import clock, of_age
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.voice.panels import heard, pulse, surveys

from .. import own
from ..people import me


@page(roles(Role.STUDENT), purpose="my path")
def path(request: Asked) -> HttpResponse:
    person = me(request)
    found = own.gather(request.reads, person)
    return render(
        request,
        "homes/path.html",
        {
            "page": found,
            "person": person,
            "today": clock.today(),
            "of_age": of_age.is_asked(person),
            "learning": for_my_path(request.reads, person),
            "recognition": recognition.for_my_path(request.reads, person),
            "asked": climate.for_my_path(request.reads),
            "pulse": pulse.for_my_path(request.reads, person),
            "community": community.for_first_page(request.reads, person),
            "heard": heard.for_my_path(request.reads),
            "care": care.for_my_path(request.reads, person),
            "tried": practice.for_home(request.reads),
            "surveys": surveys.for_first_page(request.reads),
        },
    )
