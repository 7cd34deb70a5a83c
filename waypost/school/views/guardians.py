"""Guardians: who waits to be confirmed, which rights a link carries, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from waypost.trust.models import Account
from waypost.trust.pages import Asked, page
from waypost.trust.who import who_is

from .. import services
from ..access import MANAGE_GUARDIAN_LINK, MANAGE_PERSON
from ..forms import CourtForm, ReasonForm, RightsForm
from ..models import GuardianLink
from .common import ADMINISTRATORS, me, say_refusal
from .people import matching


@page(ADMINISTRATORS, purpose="guardians")
@require_GET
def guardians(request: Asked) -> HttpResponse:
    """Links that wait for a person, oldest first."""
    rows = MANAGE_GUARDIAN_LINK.scoped(
        request.reads,
        lambda r: r.filter(state="pending").select_related("student", "guardian").order_by("pk")[:200],
    ).listed()
    return render(request, "school/guardians.html", {"rows": rows})


@page(ADMINISTRATORS, purpose="guardian link", fresh=True)
@require_http_methods(["GET", "POST"])
def link(request: Asked, pk: int) -> HttpResponse:
    """One link: confirm it with its rights, or change them."""
    row: GuardianLink = MANAGE_GUARDIAN_LINK.get(request.reads, pk=pk)
    now = (
        [right for right in services.RIGHTS if getattr(row, right)]
        if row.state == "confirmed"
        else ["see", "message"]
    )
    form = RightsForm(
        request.POST or None, initial={"rights": now, "basis": "" if row.basis == "roster" else row.basis}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_guardian(
                row, set(form.cleaned_data["rights"]), me(request), form.cleaned_data["basis"]
            )
            messages.success(request, _("Confirmed. What the link opens, it opens from now on."))
            return redirect("school:guardians")
        except ValidationError as error:
            say_refusal(request, error)
    return render(request, "school/guardian.html", {"link": row, "form": form})


@page(ADMINISTRATORS, purpose="guardian link", fresh=True)
@require_http_methods(["GET", "POST"])
def end(request: Asked, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    row: GuardianLink = MANAGE_GUARDIAN_LINK.get(request.reads, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.end_guardian(row, me(request), form.cleaned_data["reason"])
        messages.success(request, _("The link has ended."))
        return redirect("school:person", pk=row.student_id)
    names = {"guardian": row.guardian.name, "student": row.student.name}
    context = {
        "heading": _("End the link of %(guardian)s to %(student)s?") % names,
        "sentences": [
            _(
                "From this moment it opens nothing. A roster doesn't begin it again; a person can make a new one."
            )
        ],
        "action": _("End it"),
        "danger": True,
        "form": form,
        "cancel_url": "../",
    }
    return render(request, "web/confirm.html", context)


@sensitive_post_parameters("password")
@page(ADMINISTRATORS, purpose="guardian link", fresh=True)
@require_http_methods(["GET", "POST"])
def restrict(request: Asked, pk: int) -> HttpResponse:
    """A court's restriction, or its end: two of staff and a document (TRUST 10)."""
    row: GuardianLink = MANAGE_GUARDIAN_LINK.get(request.reads, pk=pk)
    standing = row.second_by is not None
    held = [right for right in services.RIGHTS if getattr(row, right)]
    form = CourtForm(request.POST or None, initial={"rights": held})
    if standing:
        del form.fields["rights"]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        second = authenticate(request, username=data["second"], password=data["password"])
        try:
            if not isinstance(second, Account) or not who_is(second).is_staff:
                form.add_error(None, _("That name and password don't go together."))
            elif standing:
                services.lift_restriction(row, data["basis"], me(request), second)
                messages.success(request, _("The restriction has ended. Say now which rights the link has."))
                return redirect("school:guardian", pk=pk)
            else:
                services.restrict_guardian(row, set(data["rights"]), data["basis"], me(request), second)
                messages.success(request, _("Restricted. It holds from this moment, on open pages, too."))
                return redirect("school:person", pk=row.student_id)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "school/guardian_restrict.html", {"link": row, "form": form, "standing": standing})


@page(ADMINISTRATORS, purpose="guardian link")
@require_http_methods(["GET", "POST"])
def add(request: Asked, student: int) -> HttpResponse:
    """Link a guardian by hand; the link waits to be confirmed like any other."""
    child = MANAGE_PERSON.get(request.reads, pk=student, kind="student")
    words, chosen = request.POST.get("name", "")[:120], request.POST.get("guardian", "")
    if chosen.isdigit():
        try:
            made = services.add_guardian(
                child, MANAGE_PERSON.get(request.reads, pk=int(chosen)), me(request), _("by hand")
            )
            return redirect("school:guardian", pk=made.pk)
        except ValidationError as error:
            say_refusal(request, error)
    found = (
        MANAGE_PERSON.scoped(
            request.reads, lambda r: matching(words)(r).exclude(kind="student")[:20]
        ).listed()
        if words.strip()
        else []
    )
    return render(request, "school/add_guardian.html", {"student": child, "words": words, "found": found})
