"""Signing in: django-allauth with the school's rules (TRUST 16, 24, 25).

Nobody signs up: accounts come from the roster and by invitation. Answers never tell whether an account exists.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from . import keys, limits, sessions
from .models import Account
from .pages import is_local
from .second_factor import has_one

FRESH = 10 * 60  # seconds
CLASSROOM = (
    "classroom"  # cookie of a device that others look at: names are covered after each sign-in (TRUST 15)
)
PROJECTOR = "projector"  # cookie that the frame reads
DEMO = "waypost_demo"  # session: entered by one click in a demonstration folder


class ActiveAccountBackend(ModelBackend):
    """Name and password of an account that is active; a person who has left can't sign in."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if username is None or password is None:
            return None
        account = Account.objects.filter(username__iexact=username.strip()).first()
        if account is None:
            Account().set_password(password)  # as long as for a name that exists
            return None
        return account if account.check_password(password) and account.is_active else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active)

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, *args: Any, **kwargs: Any) -> bool:
        """Django's own permissions aren't used: rules stand in each room's access.py."""
        return False


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions, answered for a school."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this instance: never another host, never a scheme."""
        return is_local(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        wait = _wait(request, str(credentials.get("username", "")))
        if wait:
            raise ImmediateHttpResponse(slow_down(request, wait))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        from django.contrib.auth import authenticate

        self.pre_authenticate(request, **credentials)
        account = authenticate(request, **credentials)
        name = str(credentials.get("username", ""))
        if account is None:
            self.authentication_failed(request, **credentials)
        else:
            limits.forget(*_counted(request, name))
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.failed(*_counted(request, str(credentials.get("username", ""))))
        network = limits.counted_network(request)
        if network:
            limits.failed(limits.NETWORK, network)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The same limits for the question "is it still you?"."""
        return self.authenticate(_request(), username=user.username, password=password) is not None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("shared"):
            request.session[sessions.SHARED] = True
        response = super().post_login(request, user, **kwargs)
        limits.remember_device(request, response, user.pk)
        carry(response, user)
        if request.COOKIES.get(CLASSROOM) == "1":
            keep_on_device(response, PROJECTOR, "1")
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_fresh(_request())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail about sign-ins: many accounts have no address."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """allauth sends nothing by itself here."""


class MFAAdapter(DefaultMFAAdapter):
    """Seeds of authenticator apps are sealed before they reach the database."""

    def encrypt(self, text: str) -> str:
        return keys.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return True


def carry(response: HttpResponse, account: Account) -> None:
    """Take the person's language and light to this device: the frame reads them from cookies."""
    for name, value in (("theme", account.theme), (settings.LANGUAGE_COOKIE_NAME, account.language)):
        if value in {"", "auto"}:
            continue
        keep_on_device(response, name, value)


def keep_on_device(response: HttpResponse, name: str, value: str) -> None:
    """For a year, read by the page's script as well; nothing of a person stands in it."""
    response.set_cookie(
        name, value, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def is_fresh(request: HttpRequest) -> bool:
    """Did somebody prove within the last ten minutes that it is they?"""
    account = request.user
    if not isinstance(account, Account):
        return False
    if request.session.get(sessions.CARD) is not None:
        return False  # a card and four digits are not enough for what asks twice
    if settings.DEMO and request.session.get(DEMO):
        return True
    times = [float(r.get("at", 0)) for r in get_authentication_records(request, account)]
    times.append(float(request.session.get(sessions.SINCE, 0)))
    return sessions.moment() - max(times) < FRESH


def needs_fresh_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    """None when the sign-in is fresh; otherwise where to send the person first."""
    if is_fresh(request):
        return None
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else _where_from(request)
    account = request.user
    if isinstance(account, Account) and account.has_usable_password():
        return _redirect("account_reauthenticate", back)
    if isinstance(account, Account) and has_one(account.pk):
        return _redirect("mfa_reauthenticate", back)
    logout(request)
    return redirect_to_login(back)


def slow_down(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 in words; the same whether the account exists or not."""
    response = render(
        request, "trust/slow_down.html", {"why": limits.why(), "wait": limits.in_words(seconds)}, status=429
    )
    response["Retry-After"] = str(seconds)
    return response


def _redirect(name: str, back: str) -> HttpResponse:
    response = HttpResponse(status=302)
    response["Location"] = f"{reverse(name)}?{urlencode({'next': back})}"
    return response


def _where_from(request: HttpRequest) -> str:
    from urllib.parse import urlsplit

    path = urlsplit(request.headers.get("Referer", "")).path
    return path if path.startswith("/") and not path.startswith("//") else "/"


def _counted(request: HttpRequest, username: str) -> tuple[limits.Limit, str]:
    """What a try is counted by: the browser, where it has signed in to this account before; else the account."""
    account = Account.objects.filter(username__iexact=username.strip()).values_list("pk", flat=True).first()
    if account is not None and account in limits.known_accounts(request):
        return limits.KNOWN_DEVICE, f"{account}|{limits.device_of(request)}"
    return limits.ACCOUNT, username


def _wait(request: HttpRequest, username: str) -> int:
    network = limits.counted_network(request)
    by_network = limits.waiting(limits.NETWORK, network) if network else 0
    return max(limits.waiting(*_counted(request, username)), by_network)


def _request() -> HttpRequest:
    from allauth.core import context

    return context.request
