"""How a view says who may open it. A test walks every URL and fails on a view that doesn't."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from .access import Gate, ReadBook, Who

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class Asked(HttpRequest):
    """A request after the trust middleware: it knows who asks, and keeps the book of reads."""

    who: Who
    reads: ReadBook
    htmx: Any


def page(gate: Gate, *, purpose: str = "", fresh: bool = False) -> Callable[[V], V]:
    """Name a view's rule. `purpose` stands in the read log; `fresh` asks for a sign-in of the last ten minutes."""

    def name(view: V) -> V:
        @wraps(view)
        def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not gate.passes(request.who):
                if not request.who.signed_in:
                    return redirect_to_login(request.get_full_path())
                raise PermissionDenied(gate.sentence)
            if fresh:
                from .signin import needs_fresh_sign_in  # the one import that would close a circle

                again = needs_fresh_sign_in(request)
                if again is not None:
                    return again
            request.reads.purpose = purpose or request.reads.purpose
            return view(request, *args, **kwargs)

        guarded.gate = gate  # type: ignore[attr-defined]
        guarded.fresh = fresh  # type: ignore[attr-defined]
        return cast(V, guarded)

    return name
