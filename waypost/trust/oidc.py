"""The school's own sign-in (OpenID Connect): it opens accounts that exist, and makes none.

Who is meant is never read from an e-mail claim: the subject was linked before, or the settings file names another exact
rule (TRUST 9, 25). A second step done there counts only when the answer says so (`amr`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest
from django.shortcuts import render

from . import audit, outbound, sessions
from .models import Account


def _nobody(claims: dict[str, Any]) -> int | None:
    return None


_by_roster: Callable[[dict[str, Any]], int | None] = _nobody


def use(person_of_claims: Callable[[dict[str, Any]], int | None]) -> None:
    """Let the room that knows the roster name the person of a `sourcedId` claim; it answers a person id or None."""
    global _by_roster
    _by_roster = person_of_claims


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False

    def get_requests_session(self) -> Any:
        return outbound.session("sign-in")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account by the subject linked before, else by the rule of the settings file."""
        told = claims_of(sociallogin)
        settings = sociallogin.provider.app.settings
        if not sociallogin.is_existing:
            account = account_for(told, settings.get("link_by", "subject"))
            if account is None or not account.is_active:
                raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
            sociallogin.connect(request, account)
            audit.act("sign-in.link", actor_id=account.pk, object_kind="account", object_id=account.pk)
        if set(told.get("amr") or []) & set(settings.get("second_factor", [])):
            request.session[sessions.VOUCHED] = sociallogin.user.pk

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            return
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=403))


def claims_of(sociallogin: Any) -> dict[str, Any]:
    """The signed token's claims, with userinfo's beside them where the token is silent."""
    data = dict(sociallogin.account.extra_data or {})
    token, info = data.get("id_token"), data.get("userinfo")
    if isinstance(token, dict):
        return {**(info if isinstance(info, dict) else {}), **token}
    return data


def account_for(claims: dict[str, Any], rule: str) -> Account | None:
    """The account that claims name by an exact rule: "username" (the settings file vouches for it) or "sourcedId"."""
    if rule == "username":
        name = str(claims.get("preferred_username", ""))
        return Account.objects.filter(username=name).first() if name else None
    if rule == "sourcedId":
        person = _by_roster(claims)
        return Account.objects.filter(person_id=person).first() if person is not None else None
    return None
