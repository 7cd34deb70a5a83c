"""Small statements and sources for the tests of this room."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import RequestFactory

from waypost.evidence.models import Source
from waypost.evidence.services import NewSecret
from waypost.evidence.xapi.stack import XapiShortcut
from waypost.school import clock

HOME = "https://tool.example"


def statement(**changes: Any) -> dict[str, Any]:
    """Mia answered an item of the tool, rightly."""
    base: dict[str, Any] = {
        "actor": {"account": {"homePage": HOME, "name": "mia"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": f"{HOME}/item/7"},
        "result": {"success": True},
        "timestamp": "2026-11-20T09:30:00.000Z",
    }
    base.update(changes)
    return {k: v for k, v in base.items() if v is not ...}


def source(name: str = "Tool", home: str = HOME) -> Source:
    return Source.objects.create(name=name, slug=name.lower(), kind="xapi", home_page=home, made=clock.now())


class Store:
    """/xapi as a tool sees it: its own stack, Basic credentials, JSON."""

    def __init__(self, made: NewSecret) -> None:
        self.credential, self.source = made.credential, made.credential.source
        self.key, self.secret = made.key, made.secret
        self._stack = XapiShortcut(lambda request: HttpResponse(b"the rest of Waypost"))  # type: ignore[arg-type]

    def ask(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: Any
    ) -> HttpResponse:
        """`None` as a header's value leaves the header out."""
        pair = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        given: dict[str, Any] = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "2.0.0"}
        given.update({k.replace("_", "-"): v for k, v in headers.items()})
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        kind = given.pop("Content-Type", "application/json" if content or method in ("POST", "PUT") else "")
        kept = {k: v for k, v in given.items() if v is not None}
        request = RequestFactory().generic(method, f"/xapi/{path}", content, content_type=kind, headers=kept)
        return self._stack(request)  # type: ignore[return-value]

    def post(self, *documents: Any, **headers: Any) -> HttpResponse:
        return self.ask(
            "POST", "statements", documents[0] if len(documents) == 1 else list(documents), **headers
        )

    def put(self, number: str, document: Any, **headers: Any) -> HttpResponse:
        return self.ask("PUT", f"statements?statementId={number}", document, **headers)

    def get(self, **params: Any) -> HttpResponse:
        return self.ask("GET", "statements?" + urlencode(params))

    def found(self, **params: Any) -> list[dict[str, Any]]:
        answer = self.get(**params)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)["statements"]


def said(answer: HttpResponse) -> dict[str, Any]:
    return json.loads(answer.content)
