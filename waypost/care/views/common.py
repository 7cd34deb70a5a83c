"""What the views of talks, concerns, messages and the family share."""

from __future__ import annotations

from django.http import HttpResponseBase


def leaves_no_trace(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of this page stays in the browser: the back button asks again (TRUST 15)."""
    response["Cache-Control"] = "no-store, private"
    return response
