"""My account: language, light, devices, second step, and the end of looking with another's eyes."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account_views
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import audit, second_factor, view_as
from ..access import SIGNED_IN
from ..forms import MyAccountForm
from ..models import Account
from ..pages import Asked, page
from ..signin import CLASSROOM, PROJECTOR, carry, keep_on_device
from ..who import who_is


@page(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def mine(request: Asked) -> HttpResponse:
    """Choices that go with the account to every device."""
    account = _me(request)
    form = MyAccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        response = redirect("trust:account")
        for name in ("theme", settings.LANGUAGE_COOKIE_NAME):
            response.delete_cookie(name)
        carry(response, account)
        return response
    return render(
        request, "trust/account.html", {"form": form, "account": account, **_second_step(request, account)}
    )


def _second_step(request: Asked, account: Account) -> dict[str, Any]:
    standing = second_factor.standing(request, account, who_is(account))
    grace = standing is second_factor.Standing.GRACE
    return {
        "has_second_step": second_factor.has_one(account.pk),
        "grace_ends": second_factor.grace_ends(account) if grace else None,
        "demo": bool(request.session.get("waypost_demo")),
    }


@page(SIGNED_IN)
def change_password(request: Asked) -> HttpResponse:
    """allauth's page, which asks for the old password; who has none signs in another way and has nothing to change."""
    if not _me(request).has_usable_password():
        return redirect("trust:account")
    return cast(HttpResponse, account_views.password_change(request))


@page(SIGNED_IN)
@require_GET
def devices(request: Asked) -> HttpResponse:
    """Where this account is signed in."""
    sessions = sorted(
        UserSession.objects.purge_and_list(_me(request)), key=lambda s: s.created_at, reverse=True
    )
    return render(
        request,
        "trust/devices.html",
        {
            "devices": [
                {"id": s.pk, "name": browser(s.user_agent), "since": s.created_at, "here": s.is_current()}
                for s in sessions
            ],
            "classroom": request.COOKIES.get(CLASSROOM) == "1",
        },
    )


@page(SIGNED_IN)
@require_POST
def classroom(request: Asked) -> HttpResponse:
    """Others look at this device: after each sign-in names are covered until somebody uncovers them."""
    response = redirect("trust:devices")
    if request.POST.get("on") == "1":
        keep_on_device(response, CLASSROOM, "1")
        keep_on_device(response, PROJECTOR, "1")
        messages.success(request, _("Names are covered here after each sign-in from now on."))
    else:
        response.delete_cookie(CLASSROOM)
        messages.success(request, _("Names are shown here again after a sign-in."))
    return response


@page(SIGNED_IN)
@require_POST
def end_device(request: Asked, pk: int) -> HttpResponse:
    """Sign one of my devices out."""
    session = get_object_or_404(UserSession, pk=pk, user=_me(request))
    session.end()
    audit.act("session.end", actor_id=_me(request).pk, object_kind="session", object_id=pk)
    messages.success(request, _("That device is signed out."))
    return redirect("trust:devices")


@page(SIGNED_IN, before_second_factor=True)
@require_GET
def totp_picture(request: Asked) -> HttpResponse:
    """The square for an authenticator app; only while it is being set up. Our policy allows no picture inside a page."""
    account = _me(request)
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(account, get_totp_secret()))
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Content-Security-Policy": "sandbox"})


@page(SIGNED_IN, before_second_factor=True)
@require_POST
def end_view_as(request: Asked) -> HttpResponse:
    view_as.end(request, _me(request))
    return redirect("/")


def browser(agent: str) -> str:
    """A browser's name in words, from what it says about itself."""
    which = next((w for w, mark in _BROWSERS if mark in agent), _("a browser"))
    where = next((w for w, mark in _SYSTEMS if mark in agent), "")
    return _("%(browser)s on %(system)s") % {"browser": which, "system": where} if where else which


_BROWSERS = (("Edge", "Edg/"), ("Firefox", "Firefox/"), ("Chrome", "Chrome/"), ("Safari", "Safari/"))
_SYSTEMS = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Chromebook", "CrOS"), ("Windows", "Windows"),
    ("Mac", "Mac OS X"), ("Linux", "Linux"),
)  # fmt: skip


def _me(request: Asked) -> Account:
    """The account that is really signed in, whoever's eyes are borrowed."""
    return cast(Account, request.user)
