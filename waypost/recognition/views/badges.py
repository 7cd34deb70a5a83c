"""Badges: the student takes one along; what a checker fetches; and the leader's page of keys."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.trust.access import PUBLIC, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page

from ..access import OWN_CERTIFICATE
from ..badges import credential, keys, picture, published
from ..models import BadgeKey, Certificate
from . import STUDENTS

KEEPERS = roles(Role.LEADER, Role.ADMINISTRATOR)


@page(STUDENTS, purpose="a badge to take along")
def take(request: Asked, pk: int, form: str) -> HttpResponse:
    """The student's own badge, as a picture or as the credential itself; only of a certificate that others may check."""
    found: Certificate = OWN_CERTIFICATE.get(request.reads, pk=pk)
    if not found.checkable or found.revoked is not None:
        raise Http404
    badge = credential.issue(found, _base(request))
    if form == "picture":
        return _download(picture.baked(badge), "badge.png", "image/png")
    if form == "json":
        return _download(credential.embedded(badge), "badge.json", "application/vc")
    return _download(credential.token(badge).encode(), "badge.jwt", "application/vc+jwt")


def _download(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(PUBLIC, purpose="the keys of our badges")
def did(request: HttpRequest) -> HttpResponse:
    return _told(published.did_document(_base(request)), "application/did+json")


@page(PUBLIC, purpose="the keys of our badges")
def key_set(request: HttpRequest) -> HttpResponse:
    return _told(published.key_set(), "application/jwk-set+json")


@page(PUBLIC, purpose="the keys of our badges")
def one_key(request: HttpRequest, kid: str) -> HttpResponse:
    found = BadgeKey.objects.filter(kid=kid).first()
    if found is None:
        raise Http404
    if found.stolen is not None:
        return _open(HttpResponse(status=410))
    return _told(published.crypto_key(found, _base(request)))


@page(PUBLIC, purpose="who gives our badges")
def issuer(request: HttpRequest) -> HttpResponse:
    return _told(published.profile(_base(request)))


@page(PUBLIC, purpose="who gives our badges")
def image(request: HttpRequest) -> HttpResponse:
    return _open(HttpResponse(picture.drawn(), content_type="image/png"))


@page(PUBLIC, purpose="which badges were revoked")
def status(request: HttpRequest) -> HttpResponse:
    return _open(HttpResponse(published.status_list(_base(request)), content_type="application/vc+jwt"))


@page(PUBLIC, purpose="which badges were revoked")
def revocations(request: HttpRequest) -> HttpResponse:
    return _told(published.revocations(_base(request)))


@page(KEEPERS, purpose="the keys of our badges")
def keeping(request: Asked) -> HttpResponse:
    """Which keys sign and signed."""
    return render(request, "recognition/keys.html", {"keys": BadgeKey.objects.order_by("-pk")})


@page(KEEPERS, purpose="the keys of our badges", fresh=True)
@require_POST
def renew(request: Asked) -> HttpResponse:
    keys.renew(request.who.account)
    messages.success(request, _("A new key signs from now on. What was signed before stays good."))
    return redirect("recognition:keys")


@page(KEEPERS, purpose="the keys of our badges", fresh=True)
def stolen(request: Asked, pk: int) -> HttpResponse:
    """Asks once, since what the key signed falls with it."""
    found = BadgeKey.objects.filter(pk=pk, stolen=None).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        keys.stolen(found, request.who.account)
        messages.success(
            request, _("Taken out. Badges that it signed no longer check; students fetch theirs anew.")
        )
        return redirect("recognition:keys")
    context = {
        "heading": _("Take this key out?"),
        "sentences": [
            _("Do this when somebody else may have got hold of it."),
            _("Every badge that it signed stops checking at once. Certificates on paper are not touched, and students can fetch their badges again, signed anew."),
        ],
        "things": [found.kid],
        "action": _("Take it out"),
        "danger": True,
        "cancel_url": "/recognition/keys/",
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _told(told: dict[str, Any], kind: str = "application/json") -> HttpResponse:
    return _open(HttpResponse(json.dumps(told, ensure_ascii=False), content_type=kind))


def _open(response: HttpResponse) -> HttpResponse:
    """Anybody's checker may fetch it, also a page of another site; it says nothing of anybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
