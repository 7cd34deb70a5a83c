"""Answers of the store: JSON, the version headers, and refusals with code, field and sentence."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse

from waypost.school import clock

from ..statements import RefusedStatement, stamp

VERSION_HEADER = "X-Experience-API-Version"
THROUGH_HEADER = "X-Experience-API-Consistent-Through"
LATEST = {"1": "1.0.3", "2": "2.0.0"}


def json(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")


def raw(body: bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")


def empty() -> HttpResponse:
    return HttpResponse(status=204)


def refusal(no: RefusedStatement, *, place: int | None = None) -> HttpResponse:
    said: dict[str, Any] = {"error": no.sentence, "code": no.code, "field": no.field}
    if place is not None:
        said["statement"] = place
    return json(said, no.status)


def later(status: int, seconds: int, sentence: str) -> HttpResponse:
    response = json({"error": sentence, "code": "later", "field": ""}, status)
    response["Retry-After"] = str(seconds)
    return response


def stranger() -> HttpResponse:
    response = json(
        {"error": "This key is not known here, or it was ended.", "code": "no-credential", "field": ""}, 401
    )
    response["WWW-Authenticate"] = 'Basic realm="Waypost evidence"'
    return response


def signed(response: HttpResponse, version: str) -> HttpResponse:
    """The headers of every answer."""
    response[VERSION_HEADER] = LATEST.get(version[:1], "2.0.0")
    response[THROUGH_HEADER] = stamp(clock.milliseconds(clock.now()))
    response["Cache-Control"] = "no-store"
    return response
