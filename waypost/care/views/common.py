"""What the views of talks, concerns, messages and the family share."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from waypost.trust import danger


def leaves_no_trace(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of this page stays in the browser: the back button asks again (TRUST 15)."""
    response["Cache-Control"] = "no-store, private"
    return response


def leads_to_somebody(request: HttpRequest, *texts: str) -> bool:
    """Does one of these texts, which were sent, say that somebody is in danger? Then the next page is "tell someone now"."""
    if not any(danger.sentences(text) for text in texts):
        return False
    messages.warning(
        request, _("It is sent. You wrote that somebody may be in danger: please tell someone now.")
    )
    return True
