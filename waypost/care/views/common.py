"""What the views of talks, concerns, messages and the family share."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase

from waypost.trust.pages import Asked


def me(request: Asked) -> int:
    """The person who asks; 404 for an account that stands for nobody."""
    if request.who.person is None:
        raise Http404
    return request.who.person


def leaves_no_trace(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of this page stays in the browser: the back button asks again (TRUST 15)."""
    response["Cache-Control"] = "no-store, private"
    return response
