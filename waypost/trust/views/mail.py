"""The end of mail, by the link at its foot: GET shows a button, POST acts (a mail scanner ends nothing)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from .. import outbox
from ..access import PUBLIC
from ..pages import Asked, page


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def stop(request: Asked, token: str) -> HttpResponse:
    """No more mail, or mail again."""
    account = outbox.account_of(token)
    if account is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("again"):
            outbox.begin(account)
        else:
            outbox.stop(account)
        account.refresh_from_db()
    response = render(request, "trust/mail_stop.html", {"on": account.mail})
    response["Referrer-Policy"] = "no-referrer"
    return response
