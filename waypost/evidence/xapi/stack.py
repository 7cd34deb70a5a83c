"""/xapi has a short stack of its own, in front of sessions, locale and CSRF: Basic credentials, and nothing else.

A session cookie means nothing here (TRUST 25). Each answer carries the version and consistent-through headers.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from .. import ingest
from ..access import may_read, may_write
from ..models import Credential
from ..statements import RefusedStatement
from . import about, answers, limits, read, write
from .auth import credential_of

log = logging.getLogger(__name__)

PREFIX = "/xapi/"
_VERSION = re.compile(r"1\.0(\.\d{1,3})?|2\.0(\.\d{1,3})?", re.ASCII)


class XapiShortcut:
    """Middleware that answers everything below /xapi/ itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        version = request.headers.get(answers.VERSION_HEADER, "")
        return answers.signed(_answer(request, version), version)


def _answer(request: HttpRequest, version: str) -> HttpResponse:
    path = request.path_info[len(PREFIX) :].rstrip("/")
    try:
        request.get_host()
        if path == "about":
            return about.get(request)
        if not _VERSION.fullmatch(version):
            raise RefusedStatement(
                "bad-version",
                answers.VERSION_HEADER,
                "Name the version in X-Experience-API-Version: 1.0.x or 2.0.x.",
            )
        credential = credential_of(request.headers.get("Authorization", ""))
        if credential is None:
            return answers.stranger()
        return _resource(request, path, credential)
    except DisallowedHost:
        return HttpResponse(status=400)
    except RefusedStatement as no:
        return answers.refusal(no)
    except ingest.QueueFull:
        return answers.later(503, 1, "More is arriving than can be written just now. Come again in a second.")
    except ingest.Late:
        return answers.later(
            503, 5, "The store is slow just now. Send this again; what is in already is not doubled."
        )
    except Exception as failure:
        log.error("xapi %s failed: %s", path.partition("/")[0][:40], type(failure).__name__)
        return answers.later(
            503, 5, "Something went wrong here. Send this again; what is in already is not doubled."
        )


def _resource(request: HttpRequest, path: str, credential: Credential) -> HttpResponse:
    if path == "statements":
        return _statements(request, credential)
    if path.startswith("statements/more/") and request.method in ("GET", "HEAD"):
        _allow(may_read(credential), "read")
        _pace(credential)
        return read.more(request, credential, path.removeprefix("statements/more/"))
    raise RefusedStatement(
        "not-found", "", "There is no such resource (yet): statements and about are there.", 404
    )


def _statements(request: HttpRequest, credential: Credential) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        _allow(may_read(credential), "read")
        _pace(credential)
        return read.get(request, credential)
    if request.method in ("POST", "PUT"):
        _allow(may_write(credential), "write")
        return (write.post if request.method == "POST" else write.put)(request, credential)
    response = HttpResponse(status=405)
    response["Allow"] = "GET, HEAD, POST, PUT"
    return response


def _allow(allowed: bool, what: str) -> None:
    if not allowed:
        raise RefusedStatement("scope", "", f"This key may not {what} statements.", 403)


def _pace(credential: Credential) -> None:
    if limits.wait_for(credential):
        raise RefusedStatement("too-fast", "", "This key asks too often. Come again in a second.", 429)
