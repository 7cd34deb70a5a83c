"""A code from a slip of paper: typed, checked, and then a password of one's own. GET changes nothing (TRUST 16)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import codes, limits, services
from ..access import PUBLIC
from ..forms import CodeForm, NewPasswordForm
from ..models import OneTimeCode
from ..pages import Asked, page
from ..refusal import Refused
from ..signin import slow_down

KEY = "waypost_code"


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def enter(request: Asked) -> HttpResponse:
    """Where the code is typed. A wrong one says the same whether it never was or ran out."""
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        place = limits.address(request)
        wait = limits.waiting(limits.CODE, place)
        if wait:
            return slow_down(request, wait)
        if form.is_valid():
            code = codes.find(form.cleaned_data["code"], "invitation", "recovery")
            if code is not None:
                request.session[KEY] = code.pk
                return redirect("trust:code-password")
            limits.failed(limits.CODE, place)
            form.add_error(
                "code", _("This code opens nothing. Look again, or ask your school for a new one.")
            )
    return render(request, "trust/code.html", {"form": form})


@sensitive_post_parameters("password")
@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def password(request: Asked) -> HttpResponse:
    """The new password; with it the code is used up."""
    code = _held(request)
    if code is None or code.account is None:
        return redirect("trust:code")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = services.accept_code(code, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            request.session.pop(KEY, None)
            messages.success(
                request,
                _("Your password is set. Sign in with it now, as %(name)s.") % {"name": account.username},
            )
            return redirect("account_login")
    return render(
        request,
        "trust/code_password.html",
        {"form": form, "name": code.account.get_short_name(), "username": code.account.username},
    )


def _held(request: Asked) -> OneTimeCode | None:
    key = request.session.get(KEY)
    row = (
        OneTimeCode.objects.select_related("account").filter(pk=key, used__isnull=True).first()
        if key
        else None
    )
    from .. import clock

    return row if row is not None and row.expires > clock.wall() else None
