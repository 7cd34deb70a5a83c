"""The end of mail, by the link at its foot: GET shows a button, POST acts (a mail scanner ends nothing)."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from .. import outbox
from ..access import PUBLIC
from ..pages import Asked, page


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def stop(request: Asked, token: str) -> HttpResponse:
    """No more mail (of one kind, other mail going on), or mail again."""
    ending = outbox.ending_of(token)
    if ending is None:
        raise Http404
    if request.method == "POST":
        _change(ending, request.POST)
        ending.account.refresh_from_db()
    context = {"on": ending.on, "all": ending.account.mail, "what": ending.what}
    response = render(request, "trust/mail_stop.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _change(ending: outbox.Ending, sent: QueryDict) -> None:
    if sent.get("again"):
        outbox.begin(ending.account)
        outbox.again(ending.account, ending.kind)
    else:
        outbox.stop(ending.account, "" if sent.get("all") else ending.kind)
