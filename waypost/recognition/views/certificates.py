"""Certificates: make one, print it, let it be checked; and the page on which anybody checks it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school.models import Person, School
from waypost.school.queries import names_of
from waypost.trust import limits
from waypost.trust.access import PUBLIC
from waypost.trust.pages import Asked, me, page
from waypost.web.errors import too_many

from .. import sheets
from ..access import CELEBRATE, MADE_CERTIFICATE, OWN_CERTIFICATE, SEE_CELEBRATION, SEE_CERTIFICATE
from ..badges import published
from ..forms import CertificateForm, NameForm
from ..models import Celebration, Certificate
from ..services import certificates as services
from . import READERS, STAFF, STUDENTS

GUESSES = limits.Limit("certificate", free=8, first_wait=10, longest=3600, memory=12 * 3600)


@page(STAFF, purpose="certificates")
def new(request: Asked, student: int) -> HttpResponse:
    """Make a certificate, of a celebration or of its own."""
    person = CELEBRATE.get(request.reads, pk=student)
    about = _about(request, person)
    start = {"once": uuid4(), "words": about.words if about else ""}
    form = CertificateForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.make(
            person, data["title"], data["words"], data["design"], by=me(request), once=data["once"],
            celebration_id=about.pk if about else None,
        )  # fmt: skip
        return redirect("recognition:certificate", made.pk)
    return render(request, "recognition/certificate_new.html", {"form": form, "person": person})


def _about(request: Asked, person: Person) -> Celebration | None:
    given = request.GET.get("celebration", "")
    if not given.isdigit() or len(given) > 12:
        return None
    return SEE_CELEBRATION.rows(request.who).filter(pk=int(given), person_id=person.pk).first()


@page(READERS, purpose="certificates")
def certificate(request: Asked, pk: int) -> HttpResponse:
    """The certificate, to look at and to print."""
    found: Certificate = SEE_CERTIFICATE.get(request.reads, pk=pk)
    names = names_of([found.person_id, found.made_by])
    context = {
        "certificate": found,
        "name": names.get(found.person_id, ""),
        "signed": names.get(found.made_by, ""),
        "school": _school(),
        "mine": OWN_CERTIFICATE.rows(request.who).filter(pk=pk).exists(),
        "may_revoke": MADE_CERTIFICATE.rows(request.who).filter(pk=pk, revoked=None).exists(),
        "address": request.build_absolute_uri(f"/recognition/check/{found.check_id}/"),
    }
    return render(request, "recognition/certificate.html", context)


@page(READERS, purpose="certificates")
def sheet(request: Asked, pk: int) -> HttpResponse:
    """The certificate as PDF: made now, kept nowhere (TRUST 18)."""
    found: Certificate = SEE_CERTIFICATE.get(request.reads, pk=pk)
    holds = found.checkable and found.revoked is None
    address = request.build_absolute_uri(f"/recognition/check/{found.check_id}/") if holds else ""
    response = HttpResponse(sheets.certificate(found, address), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response


@page(STUDENTS, purpose="certificates")
@require_POST
def checkable(request: Asked, pk: int) -> HttpResponse:
    """The student lets others check it, or no longer."""
    found: Certificate = OWN_CERTIFICATE.get(request.reads, pk=pk)
    services.let_check(found, request.POST.get("yes") == "1")
    messages.success(request, _("Noted."))
    return redirect("recognition:certificate", pk)


@page(STAFF, purpose="certificates")
@require_POST
def revoke(request: Asked, pk: int) -> HttpResponse:
    """It no longer holds."""
    found: Certificate = MADE_CERTIFICATE.get(request.reads, pk=pk)
    services.revoke(found)
    messages.success(request, _("Revoked. Who checks it is told that it no longer holds."))
    return redirect("recognition:of_student", found.person_id)


@page(PUBLIC, purpose="checking a certificate")
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Is it genuine? Title, day and school; the name only if the visitor types it (TRUST 29).

    An id that nobody has and one that may not be checked look alike. Guesses of ids and of names are limited.
    """
    found = _asked_for(request, key)
    if isinstance(found, HttpResponse):
        return found
    form = NameForm(request.POST or None)
    right: bool | None = None
    if request.method == "POST" and form.is_valid():
        right = services.is_of(found, form.cleaned_data["name"])
        if not right:
            limits.failed(GUESSES, f"name {key}")
    context = {"found": found, "school": _school(), "form": form, "right": right}
    return _unseen(render(request, "recognition/check.html", context))


@page(PUBLIC, purpose="checking a certificate")
def badge_class(request: HttpRequest, key: str) -> HttpResponse:
    """The same for a checker of badges: title and school, under the same limits."""
    found = _asked_for(request, key)
    if isinstance(found, HttpResponse):
        return found
    told = published.badge_class(found, request.build_absolute_uri("/").rstrip("/"))
    return _unseen(JsonResponse(told, headers={"Access-Control-Allow-Origin": "*"}))


def _asked_for(request: HttpRequest, key: str) -> Certificate | HttpResponse:
    """The certificate that may be checked under this id; or what is answered instead, the same whether it is hidden or not there."""
    network = limits.counted_network(request) or "school"
    wait = max(limits.waiting(GUESSES, f"id {network}"), limits.waiting(GUESSES, f"name {key}"))
    if wait:
        return _unseen(too_many(request, wait))
    found = Certificate.objects.filter(check_id=key, checkable=True).first()
    if found is None:
        limits.failed(GUESSES, f"id {network}")
        return _unseen(render(request, "recognition/check.html", {"found": None}, status=404))
    return found


def _unseen(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, noimageindex, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"  # with none at all, the form would be refused
    response.headers["Cache-Control"] = "no-store"
    return response


def _school() -> str:
    return School.objects.values_list("name", flat=True).first() or ""
