"""Headers of every response (TRUST 21): a strict content security policy, and nothing kept in caches by default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from . import errors

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
REPORT_PATH = "/csp-report/"
PERMISSIONS = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    "idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)


def policy() -> str:
    """The policy; with a report address only while tests listen (settings.CSP_REPORT)."""
    return f"{POLICY}; report-uri {REPORT_PATH}" if getattr(settings, "CSP_REPORT", False) else POLICY


class SecurityHeadersMiddleware:
    """Outermost, so that static files, the record store and error pages have the headers, too.

    A view may set a narrower policy itself (files of people: `sandbox`), and its own Cache-Control (an ETag'd
    fragment, a public key set). Everything else is `private, no-store`: a page may hold a child's name, and on a shared
    tablet the next child must not find it by "back" (TRUST 15).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and "text/html" in request.headers.get("Accept", ""):
            response = errors.not_allowed(request, response.headers["Allow"])
        for name, value in (
            ("Content-Security-Policy", policy()),
            ("Referrer-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", PERMISSIONS),
            ("Cache-Control", "private, no-store"),
        ):
            response.headers.setdefault(name, value)
        return response
