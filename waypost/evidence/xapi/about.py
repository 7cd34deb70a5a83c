"""GET /xapi/about: which versions are spoken. Anybody may ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from . import answers

VERSIONS = ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0", "2.0.0"]


def get(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        response = HttpResponse(status=405)
        response["Allow"] = "GET, HEAD"
        return response
    return answers.json({"version": VERSIONS})
