"""Screens in a classroom or a hallway: set up by an adult, shown by anybody who has the address, blank when taken back."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school.access import SEE_CLASS
from waypost.school.grounds import own_classes
from waypost.school.look import look
from waypost.trust.access import PUBLIC
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page
from waypost.web.typeset import breakable, right_to_left, typeset, without_pictures

from ..access import SEE_DISPLAY
from ..forms import DisplayForm
from ..models import Display
from ..queries import displays as queries
from ..services import displays as services
from . import STAFF

POSTER = Path(__file__).parent.parent / "typst" / "poster.typ"
ON_A_POSTER = 8


@page(STAFF, purpose="screens")
def screens(request: Asked) -> HttpResponse:
    """The screens that show celebrations; a new one is told its address once."""
    form = DisplayForm(request.POST or None, places=_places(request), initial={"once": uuid4()})
    address = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = int(data["place"]) if data["place"] else None
        _made, token = services.make(data["title"], place, by=me(request), once=data["once"])
        if not token:
            return redirect("recognition:screens")
        address = request.build_absolute_uri(f"/recognition/screen/{token}/")
        form = DisplayForm(None, places=_places(request), initial={"once": uuid4()})
    context = {"screens": queries.screens(request.reads), "form": form, "address": address}
    return render(request, "recognition/screens.html", context)


def _places(request: Asked) -> list[tuple[str, str]]:
    """One's own classes; for a leader the hallway, too."""
    mine = own_classes(request.who).values("klass")
    classes = SEE_CLASS.scoped(
        request.reads, lambda rows: rows.filter(pk__in=mine).order_by("title")
    ).listed()
    hall = [("", _("The hallway: what everybody at school may see"))] if request.who.has(Role.LEADER) else []
    return [*hall, *((str(c.pk), c.title) for c in classes)]


@page(STAFF, purpose="screens")
@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    found: Display = SEE_DISPLAY.get(request.reads, pk=pk)
    services.end(found)
    messages.success(request, _("Ended. The screen is blank in a minute at most."))
    return redirect("recognition:screens")


@page(STAFF, purpose="posters")
def poster(request: Asked, pk: int) -> HttpResponse:
    """The same on paper: made now, kept nowhere. What is printed can't be called back."""
    found: Display = SEE_DISPLAY.get(request.reads, pk=pk)
    style = look()
    shown = queries.items(found)[:ON_A_POSTER]
    told = {
        "lang": translation.get_language() or "en", "rtl": translation.get_language_bidi(), "school": style.school,
        "title": _("To celebrate"), "brand": style.brand, "accent": style.accent, "paper": style.paper,
        "nothing": _("What is worth a celebration will stand here."),
        "items": [
            {"name": i.name, "words": (words := breakable(without_pictures(i.words))), "rtl": right_to_left(words), "giver": i.giver}
            for i in shown
        ],
    }  # fmt: skip
    response = HttpResponse(typeset(POSTER, told), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="poster.pdf"'
    return response


@page(PUBLIC, purpose="a screen")
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """The screen itself: an empty frame that looks every half minute; without script the page is made anew each time."""
    found = services.living(token)
    if found is None:
        raise Http404
    context = {
        "display": found,
        "look": look(),
        "items": queries.items(found),
        "now": f"/recognition/screen/{token}/now/",
        "csrf_token": "",  # nothing is sent from here, so no cookie is set
    }
    return _fleeting(render(request, "recognition/screen.html", context))


@page(PUBLIC, purpose="a screen")
def now(request: HttpRequest, token: str) -> HttpResponse:
    """What may be shown in the next minute; 410 for a screen that was ended, as for one that never was."""
    found = services.living(token)
    if found is None:
        return _fleeting(HttpResponse(status=410))
    return _fleeting(
        JsonResponse(
            {"items": [{"name": i.name, "words": i.words, "giver": i.giver} for i in queries.items(found)]}
        )
    )


def _fleeting(response: HttpResponse) -> HttpResponse:
    """Kept by nobody: no cache, no search engine; the address goes to no other site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noimageindex, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
