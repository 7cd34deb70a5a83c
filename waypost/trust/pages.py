"""How a view says who may open it. A test walks every URL and fails on a view that doesn't."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .access import Gate, ReadBook, Who
from .refusal import Refused

CARD = 1  # what a card alone opens: do work, say how it goes, ask to talk; nothing is read back (TRUST 15)
WHOLE = 2

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class Asked(HttpRequest):
    """A request after the trust middleware: it knows who asks, and keeps the book of reads."""

    who: Who
    reads: ReadBook
    htmx: Any


def me(request: Asked) -> int:
    """The person who asks; 404 for an account that stands for nobody."""
    if request.who.person is None:
        raise Http404
    return request.who.person


def trying(request: Asked, act: Callable[[], T]) -> T | None:
    """Do it, or say why not."""
    try:
        return act()
    except Refused as why:
        messages.error(request, str(why))
        return None


def is_local(address: str | None) -> bool:
    """Is it a path of this instance: never another host, never a scheme (TRUST 25)?"""
    return (
        bool(address) and str(address).startswith("/") and url_has_allowed_host_and_scheme(str(address), None)
    )


def local(address: str | None, otherwise: str = "/") -> str:
    """A safe way back: `address` if it is a path of this instance, else `otherwise`."""
    return str(address) if is_local(address) else otherwise


def page(
    gate: Gate,
    *,
    purpose: str = "",
    fresh: bool = False,
    before_second_factor: bool = False,
    tier: int = WHOLE,
    own_eyes: bool = False,
) -> Callable[[V], V]:
    """Name a view's rule. `purpose` stands in the read log; `fresh` asks for a sign-in of the last ten minutes.

    `tier` CARD: open to somebody who came in with a card alone; everything else asks for the number first.
    `own_eyes`: not for somebody who looks with another's, for whom nothing can be changed anyway.
    `before_second_factor` is for the few pages on which the second step itself is set up or taken.
    """

    def name(view: V) -> V:
        @wraps(view)
        def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not gate.passes(request.who):
                if not request.who.signed_in:
                    return _sign_in_first(request)
                raise PermissionDenied(gate.sentence)
            if request.who.tier < tier and not gate.public:
                return _number_first(request)
            if own_eyes and request.who.viewing_as is not None:
                raise PermissionDenied(_("With borrowed eyes nothing can be changed."))
            if fresh:
                from .signin import needs_fresh_sign_in  # the one import that would close a circle

                again = needs_fresh_sign_in(request)
                if again is not None:
                    return again
            request.reads.purpose = purpose or request.reads.purpose
            return view(request, *args, **kwargs)

        guarded.gate = gate  # type: ignore[attr-defined]
        guarded.fresh = fresh  # type: ignore[attr-defined]
        guarded.tier = tier  # type: ignore[attr-defined]
        guarded.without_second_factor = before_second_factor  # type: ignore[attr-defined]
        return cast(V, guarded)

    return name


def _sign_in_first(request: Asked) -> HttpResponseBase:
    """A page goes to sign-in; a fragment is refused, and tells htmx to take the whole page there."""
    if request.headers.get("HX-Request") != "true":
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            messages.info(
                request, _("Your sign-in has ended. Sign in again, and you see what is yours today.")
            )
        return redirect_to_login(request.get_full_path())
    response = HttpResponseForbidden()
    response["HX-Redirect"] = redirect_to_login(_path_of(request.headers.get("HX-Current-URL", "/")))[
        "Location"
    ]
    return response


def _number_first(request: Asked) -> HttpResponseBase:
    """The card alone doesn't open this: ask for the number, and come back to the page (never to a form that was sent)."""
    where = reverse("trust:card-number")
    if request.headers.get("HX-Request") == "true":
        response = HttpResponseForbidden()
        response["HX-Redirect"] = where
        return response
    if request.method not in {"GET", "HEAD"}:
        return redirect(where)
    return redirect(f"{where}?{urlencode({'next': request.get_full_path()})}")


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
