"""The demonstration's door: one click for each role. Mounted in a demonstration folder only (TRUST 17)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waypost.school.models import Class, School
from waypost.school.queries import classes_of_teacher, students_of_class
from waypost.trust.access import PUBLIC
from waypost.trust.models import Account, Role, Setting
from waypost.trust.pages import Asked, page, trying
from waypost.trust.second_factor import DONE
from waypost.trust.signin import DEMO, carry
from waypost.trust.who import accounts_with
from waypost.voice.views import kiosk

CAST = "demo.cast"  # Setting: [{"username": ..., "words": ...}], people worth meeting, by the simulator
SEEDING = "demo.seed"  # Setting: how far the school is filled, by waypost.demo
BACKEND = "waypost.trust.signin.ActiveAccountBackend"


@dataclass(frozen=True, slots=True)
class Door:
    """One button."""

    account: Account
    words: str


@page(PUBLIC, before_second_factor=True)
@require_GET
def doors(request: Asked) -> HttpResponse:
    """Whom one may be here."""
    if not settings.DEMO:
        raise Http404
    seeding = Setting.objects.filter(pk=SEEDING).values_list("value", flat=True).first()
    tablet = _with_a_class()
    context = {
        "groups": groups(),
        "school": School.objects.first(),
        "seeding": seeding,
        "tablet": tablet[1] if tablet else None,
    }
    if not request.htmx:
        return render(request, "homes/demo.html", context)
    if seeding and not seeding["finished"]:
        return render(request, "homes/parts/filling_bar.html", context)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@page(PUBLIC, before_second_factor=True)
@require_POST
def enter(request: Asked, pk: int) -> HttpResponse:
    """Be this person, without a password: everybody here is invented."""
    if not settings.DEMO:
        raise Http404
    account = get_object_or_404(Account, pk=pk, is_active=True)
    logout(request)
    login(request, account, backend=BACKEND)
    request.session[DEMO] = True
    request.session[DONE] = True
    response = redirect("homes:front")
    carry(response, account)
    return response


@page(PUBLIC, before_second_factor=True)
@require_POST
def tablet(request: Asked) -> HttpResponse:
    """Make this device the tablet of a class, as its teacher does at the start of a lesson: for an hour, then it opens nothing."""
    if not settings.DEMO:
        raise Http404
    found = _with_a_class()
    if found is None:
        raise Http404
    account, klass = found
    made = trying(request, lambda: kiosk.join(request, klass, account.pk))
    return made if made is not None else redirect("homes:demo")


def _with_a_class() -> tuple[Account, Class] | None:
    """The first teacher of the doors who teaches somebody, and the class with the most students."""
    teachers = next((doors for role, doors in _doors() if role == Role.TEACHER), [])
    for door in teachers:
        classes = classes_of_teacher(door.account.person_id or 0)
        largest = max(classes, key=lambda c: len(students_of_class(c)), default=None)
        if largest is not None and students_of_class(largest):
            return door.account, largest
    return None


def groups() -> list[tuple[str, list[Door]]]:
    """Roles in words, with a few people each, the simulator's own choice first."""
    said = {role: words for role, words, _most in _offered()}
    return [(said[role], doors) for role, doors in _doors()]


def _doors() -> list[tuple[Role, list[Door]]]:
    kept = Setting.objects.filter(pk=CAST).values_list("value", flat=True).first() or []
    told = {str(c["username"]): str(c.get("words", "")) for c in kept}
    found: list[tuple[Role, list[Door]]] = []
    for role, _words, most in _offered():
        people = accounts_with(role)
        chosen = list(people.filter(username__in=list(told)).order_by("name")[:most])
        rest = people.exclude(pk__in=[a.pk for a in chosen]).order_by("pk")[: max(0, most - len(chosen))]
        doors = [Door(a, told.get(a.username, "")) for a in [*chosen, *rest]]
        if doors:
            found.append((role, doors))
    return found


def _offered() -> list[tuple[Role, str, int]]:
    return [
        (Role.TEACHER, _("A teacher"), 3),
        (Role.STUDENT, _("A student"), 3),
        (Role.GUARDIAN, _("A family"), 2),
        (Role.COUNSELLOR, _("A counsellor"), 1),
        (Role.LEADER, _("The leader"), 1),
        (Role.ADMINISTRATOR, _("The administrator"), 1),
        (Role.PRIVACY, _("Privacy"), 1),
        (Role.SAFEGUARDING, _("Safeguarding"), 1),
        (Role.PARTNER, _("A partner of the school"), 1),
    ]


urlpatterns = [
    path("demo/", doors, name="demo"),
    path("demo/enter/<int:pk>/", enter, name="demo-enter"),
    path("demo/tablet/", tablet, name="demo-tablet"),
]
