"""Today, for a teacher or a counsellor."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from waypost.care.panels import talk
from waypost.care.panels import today as care
from waypost.climate import panels as climate
from waypost.evidence import sources
from waypost.practice import panels as practice
from waypost.readings import episodes
from waypost.recognition import panels as recognition
from waypost.school import clock
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.voice.panels import heard, pulse
from waypost.web import say

from .. import today as composed
from ..people import me


@page(roles(Role.TEACHER, Role.COUNSELLOR), purpose="today")
@require_GET
def today(request: Asked) -> HttpResponse:
    """The page, or nothing at all for a poll that finds nothing new."""
    stamp = composed.stamp()
    polled = request.htmx and "stamp" in request.GET
    if polled and request.GET["stamp"] == stamp:
        return HttpResponse(status=204)
    person = me(request)
    everything = "all" in request.GET
    found = composed.gather(request.reads, person.pk, everything=everything)
    for episode in found.unseen:
        episodes.seen(episode, request.who.account)
    context = {
        "page": found,
        "pulse": pulse.for_today(request.reads),
        "heard": heard.for_today(request.reads),
        "care": care.for_today(request.reads, person.pk),
        "climate": climate.for_today(request.reads),
        "practice": practice.for_today(request.reads),
        "talks": talk.for_today(request.reads),
        "recognition": recognition.for_today(request.reads, person.pk),
        "stamp": stamp,
        "everything": everything,
        "greeting": _greeting(person.called),
        "need_heading": _need(len(found.cards)),
        "sources_line": sources.freshness_line(),
        "nobody_heading": _("Nobody needs you first thing today"),
        "nobody_sentence": _("Time to look at the good news, or to ask somebody how it goes."),
    }
    return render(request, "homes/parts/today.html" if polled else "homes/today.html", context)


def _greeting(name: str) -> str:
    hour = clock.local(clock.now()).hour
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _need(count: int) -> str:
    if not count:
        return _("Who needs you")
    return ngettext("%(count)s who needs you", "%(count)s who need you", count) % {
        "count": say.words(count).capitalize()
    }
