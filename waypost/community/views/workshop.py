"""The workshop: a page for the wall with a code, and the phones in the room, which need no account.

The address of a phone's page tells nothing; what it holds is a random key in a cookie for this path alone.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from waypost.trust import limits
from waypost.trust.access import PUBLIC
from waypost.trust.pages import Asked, page, trying
from waypost.trust.signin import slow_down

from ..forms.charter import GroupForm, PointsForm, RoomForm
from ..models import Charter, CharterState, Phone, Workshop
from ..queries import charter as queries
from ..services import Refused, sharing
from ..services import workshop as services
from . import STAFF

COOKIE, PATH = "waypost_workshop", "/community/join/"
CODE = "waypost_workshop_code"  # the session of who opened it: the code that is on the wall
#: Wrong codes from one address: wide, since a whole hall sits behind it; a right one is never held up.
TRIES = limits.Limit("workshop", free=400, first_wait=5, longest=60, memory=600)


@page(STAFF, purpose="workshop")
@require_http_methods(["GET", "POST"])
def wall(request: Asked) -> HttpResponse:
    """For the projector: the code, how many phones are in; or how to begin."""
    charter = queries.going_on(request.reads)
    if charter is None or charter.state == CharterState.WRITING:
        return render(request, "community/wall.html", {"charter": charter, "form": None})
    running = services.running(charter, request.who.account or 0)
    form = RoomForm(request.POST or None)
    if request.method == "POST":
        if request.POST.get("end") and running is not None:
            services.end(running)
            request.session.pop(CODE, None)
        elif not request.POST.get("end") and form.is_valid():
            _open(request, charter, form.cleaned_data["room_for"])
        return redirect("community:workshop")
    kept = request.session.get(CODE, {})
    code = kept.get("code") if running and kept.get("workshop") == running.pk else None
    context = {
        "charter": charter,
        "running": running,
        "code": code,
        "address": request.build_absolute_uri(reverse("community:join")),
        "link": request.build_absolute_uri(reverse("community:join_code", args=[code])) if code else "",
        "phones": running.phones.count() if running else 0,
        "form": RoomForm(),
        "indicators": queries.standing(charter),
    }
    template = "community/parts/wall_phones.html" if request.htmx and running else "community/wall.html"
    return render(request, template, context)


def _open(request: Asked, charter: Charter, room_for: int) -> None:
    made = trying(request, lambda: services.open_for(charter, request.who.account or 0, room_for))
    if made is not None:
        request.session[CODE] = {"workshop": made.workshop.pk, "code": made.code}


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def join(request: Asked, code: str = "") -> HttpResponse:
    """Type the code, choose the group. Looking uses nothing up; a second press joins once."""
    if services.phone_of(request.COOKIES.get(COOKIE, "")) is not None:
        return redirect("community:join_points")
    typed = (request.POST.get("code") or code)[:40]
    found = services.by_code(typed) if typed else None
    if typed and found is None:
        return _wrong(request)
    form = GroupForm(request.POST if found and request.POST.get("group") else None)
    if found is not None and request.method == "POST" and form.is_bound and form.is_valid():
        try:
            key = services.join(found, form.cleaned_data["group"])
        except Refused as why:
            return render(request, "community/join.html", {"refused": str(why)}, status=403)
        return _joined(found, key)
    context = {"found": found, "code": typed, "form": form}
    return render(request, "community/join.html", context)


def _wrong(request: Asked) -> HttpResponse:
    place = limits.counted_network(request)
    if place is not None:
        wait = limits.waiting(TRIES, place)
        if wait:
            return slow_down(request, wait)
        limits.failed(TRIES, place)
    return render(request, "community/join.html", {"wrong": True}, status=403)


def _joined(workshop: Workshop, key: str) -> HttpResponse:
    response = redirect("community:join_points")
    seconds = int((workshop.until - services.clock.wall()).total_seconds())
    response.set_cookie(
        COOKIE, key, max_age=max(0, seconds), path=PATH, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def points(request: Asked) -> HttpResponse:
    """A phone in the room shares 100 points. Sent twice, it counts once."""
    phone = services.phone_of(request.COOKIES.get(COOKIE, ""))
    if phone is None:
        return render(request, "community/join.html", {"over": True}, status=403)
    charter = phone.workshop.charter
    if phone.answered or (request.method == "GET" and sharing.has_shared(charter, phone.mark)):
        return render(request, "community/points_done.html", {"home": False})
    form = PointsForm(
        request.POST or None, groups=[phone.group], indicators=queries.standing(charter),
        initial={"once": uuid4()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            sharing.share(charter, phone.mark, phone.group, form.points)
        except Refused:
            return render(request, "community/join.html", {"over": True}, status=403)
        return render(request, "community/points_done.html", {"home": False})
    return render(request, "community/phone.html", {"form": form, "phone": _group(phone)})


def _group(phone: Phone) -> str:
    return str(phone.get_group_display())
