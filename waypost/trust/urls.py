"""Pages of this room. allauth's views stand here one by one, each behind a gate of ours: what isn't named isn't there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from .access import PUBLIC, SIGNED_IN
from .pages import page
from .views import account as mine
from .views import administration, cards, code, erasures, mail, privacy, requests, retention

View = Callable[..., HttpResponseBase]


def _open(view: Any) -> View:
    return page(PUBLIC)(view)


def _own(view: Any) -> View:
    """For whoever is signed in; also before the second step, which is set up here."""
    return page(SIGNED_IN, before_second_factor=True)(view)


#: allauth finds its own pages by these names.
sign_in: list[URLPattern | URLResolver] = [
    path("sign-in/", _open(account.login), name="account_login"),
    path("sign-out/", _open(account.logout), name="account_logout"),
    path("sign-in/closed/", _open(account.account_inactive), name="account_inactive"),
    path("sign-in/again/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/second-step/", _open(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/second-step/again/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("sign-in/trust/", _open(mfa.trust), name="mfa_trust"),
    path("sign-in/passkey/", _open(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path(
        "sign-in/passkey/again/", _own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("account/password/", mine.change_password, name="account_change_password"),
    path("account/second-step/", _own(mfa.index), name="mfa_index"),
    path("account/second-step/app/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-step/app/end/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-step/codes/", _own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/second-step/codes/new/",
        _own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-step/keys/", _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/second-step/keys/add/", _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("account/second-step/keys/<int:pk>/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/second-step/keys/<int:pk>/end/", _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"
    ),
]

if settings.SOCIALACCOUNT_PROVIDERS:
    sign_in += [
        path("sign-in/school/<str:provider_id>/", _open(oidc.login), name="openid_connect_login"),
        path("sign-in/school/<str:provider_id>/back/", _open(oidc.callback), name="openid_connect_callback"),
        path("sign-in/school-error/", _open(social.login_error), name="socialaccount_login_error"),
        path(
            "sign-in/school-cancelled/", _open(social.login_cancelled), name="socialaccount_login_cancelled"
        ),
    ]

own: list[URLPattern | URLResolver] = [
    path("account/", mine.mine, name="account"),
    path("account/devices/", mine.devices, name="devices"),
    path("account/devices/classroom/", mine.classroom, name="classroom"),
    path("account/devices/<int:pk>/end/", mine.end_device, name="end-device"),
    path("account/second-step/picture.svg", mine.totp_picture, name="totp-picture"),
    path("account/view-as/end/", mine.end_view_as, name="end-view-as"),
    path("mail/stop/<str:token>/", mail.stop, name="mail-stop"),
    path("code/", code.enter, name="code"),
    path("code/password/", code.password, name="code-password"),
    path("card/", cards.enter, name="card"),
    path("card/in/", cards.come_in, name="card-in"),
    path("card/number/", cards.number, name="card-number"),
    path("card/<str:token>/", cards.scanned, name="card-scanned"),
    path("administration/accounts/", administration.accounts, name="accounts"),
    path("administration/accounts/slips/", administration.slips, name="slips"),
    path("administration/accounts/<int:pk>/", administration.account, name="one-account"),
    path("administration/accounts/<int:pk>/role/", administration.grant, name="grant"),
    path("administration/accounts/<int:pk>/invite/", administration.invite, name="invite"),
    path("administration/accounts/<int:pk>/recover/", administration.recover, name="recover"),
    path("administration/accounts/<int:pk>/view-as/", administration.view_with, name="view-as"),
    path("administration/roles/<int:pk>/end/", administration.end, name="end-role"),
    path("administration/roles/", administration.confirm, name="confirm"),
    path("administration/acts/", administration.acts, name="acts"),
    path("privacy/reads/", privacy.reads, name="reads"),
    path("privacy/requests/", requests.requests, name="requests"),
    path("privacy/requests/<int:pk>/", requests.one, name="request"),
    path("privacy/erasures/", erasures.erasures, name="erasures"),
    path("privacy/erasures/new/", erasures.new, name="erasure-new"),
    path("privacy/erasures/<int:pk>/", erasures.one, name="erasure"),
    path("privacy/retention/", retention.retention, name="retention"),
    path("privacy/retention/period/", retention.change, name="retention-change"),
    path("privacy/retention/hold/", retention.hold, name="retention-hold"),
    path("privacy/check/", privacy.check, name="check"),
]

urlpatterns: list[URLPattern | URLResolver] = [*sign_in, path("", include((own, "trust")))]
