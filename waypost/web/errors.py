"""Pages for what went wrong: a sentence, and a way on. They work without database, session and context processors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from . import say


def _page(request: HttpRequest, status: int, heading: str, sentence: str, *, hint: str = "") -> HttpResponse:
    context: dict[str, Any] = {"heading": heading, "sentence": sentence, "hint": hint, "status": status}
    return HttpResponse(loader.render_to_string("web/error.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("Waypost could not read that"),
        _("What your browser sent was not complete. Go back, reload the page and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    reason = str(exception) if exception and str(exception) else ""
    return _page(
        request,
        403,
        _("This page is not yours to open"),
        _(
            "You are signed in, but this belongs to others. If you need it for your work, ask your administrator."
        ),
        hint=_("The rule here: %(rule)s.") % {"rule": reason.rstrip(".")} if reason else "",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("Please send that once more"),
        _(
            "The page was open for a long time, or cookies are switched off. Go back, reload it and send it again. What you wrote is often still there."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("There is nothing here for you"),
        _("The address may be mistyped, or what was here has moved or ended."),
    )


def not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    """405: an address that only takes what a form sends was opened by itself (a bookmark, a sign-in in between)."""
    response = _page(
        request,
        405,
        _("Nothing to read here"),
        _("This address only takes what a page sends. Go back to that page and send it once more."),
    )
    response.headers["Allow"] = allow
    return response


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """429, with the wait in words. `retry_after` in seconds."""
    wait = say.minutes(max(1, -(-retry_after // 60)))
    response = _page(
        request,
        429,
        _("Just a moment"),
        _("That was tried many times in a row. Please wait %(time)s and try again. Nobody is locked out.")
        % {"time": wait},
    )
    response.headers["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something broke on our side"),
        _(
            "What was saved before is safe. Try again in a moment; if it happens again, tell your administrator when it was and what you did."
        ),
    )
