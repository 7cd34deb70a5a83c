"""Each request learns who asks (`request.who`) and keeps a book of what it read (`request.reads`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import cards, emergency, readlog, remember, second_factor, sessions, view_as
from .access import NOBODY, ReadBook, Who
from .models import Account, Role
from .pages import CARD, WHOLE, Asked
from .who import who_is

Next = Callable[[HttpRequest], HttpResponseBase]


class WhoMiddleware:
    """Sets `request.who` from the session and today's grants, on each request: a role taken away is gone at once."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast(Asked, request)
        asked.who = self._who(request)
        asked.reads = ReadBook(asked.who)
        if asked.who.viewing_as is not None and not view_as.allowed(request):
            return HttpResponseForbidden(_("While you look with another's eyes, nothing can be changed."))
        with remember.while_reading(request.method):
            return self.get_response(request)

    def process_view(
        self, request: Asked, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send those who still owe a second step to it; sign-in, sign-out and public pages stay open."""
        request.reads.page = page_name(request.resolver_match)
        account = request.user
        if not isinstance(account, Account) or getattr(view, "without_second_factor", False):
            return None
        gate = getattr(view, "gate", None)
        if gate is not None and gate.public:
            return None
        real = who_is(account) if request.who.viewing_as is not None else request.who
        if second_factor.standing(request, account, real) is not second_factor.Standing.NEEDED:
            return None
        name = "mfa_reauthenticate" if second_factor.has_one(account.pk) else "mfa_index"
        if request.headers.get("HX-Request") == "true":
            response = HttpResponseForbidden()
            response["HX-Redirect"] = reverse(name)
            return response
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")

    def _who(self, request: HttpRequest) -> Who:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return NOBODY
        account = request.user
        if not isinstance(account, Account):
            return NOBODY
        who = who_is(account)
        if sessions.over(request.session, who):
            logout(request)
            return NOBODY
        card = request.session.get(sessions.CARD)
        if card is not None:
            return self._with_card(request, who, account, card)
        sessions.touch(request, who)
        return view_as.eyes(request, account) or emergency.with_emergency(request, who)

    def _with_card(self, request: HttpRequest, who: Who, account: Account, card: int) -> Who:
        """A card that was replaced opens nothing any more; one that holds never opens more than a student's page."""
        if not cards.living(card, account.pk):
            logout(request)
            return NOBODY
        whole = bool(request.session.get(sessions.NUMBER_GIVEN))
        who = replace(who, roles=who.roles & {str(Role.STUDENT)}, tier=WHOLE if whole else CARD)
        sessions.touch(request, who)
        return who


class ReadLogMiddleware:
    """Writes the book into the log of reads before the answer leaves (restricted) or within a second (the rest)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        book: ReadBook | None = getattr(request, "reads", None)
        if book is None:
            return response
        if response.streaming:
            stream = cast(Any, response)
            stream.streaming_content = _logged_at_the_end(stream.streaming_content, book)
        elif response.status_code < 400:
            readlog.record(book)
        return response


def _logged_at_the_end(parts: Iterator[bytes], book: ReadBook) -> Iterator[bytes]:
    """An export reads while it is sent: note what is known before the first byte, and all of it at the end."""
    readlog.record(book)
    try:
        yield from parts
    finally:
        readlog.record(book)


def page_name(match: ResolverMatch | None) -> str:
    """The page as the log names it: its route's name, or the route; never an address with ids in it."""
    return (match.view_name or match.route) if match is not None else ""
