"""TRUST 21: the content policy on every response, and nothing kept in caches by default."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from waypost.web import errors, views
from waypost.web.security import POLICY, SecurityHeadersMiddleware

pytestmark = pytest.mark.django_db

EXPECTED = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "path",
    [
        "/design/",
        "/nothing-here/",
        "/leaving/?to=https://example.org/",
        "/leaving/?to=javascript:1",
        "/sign-in/",
    ],
)
def test_every_response_carries_the_policy(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith(EXPECTED)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_not_stored() -> None:
    response = SecurityHeadersMiddleware(lambda request: HttpResponse("Leo"))(RequestFactory().get("/"))
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_view_may_narrow_its_own_policy() -> None:
    narrow = HttpResponse(
        "", headers={"Content-Security-Policy": "sandbox", "Cache-Control": "private, no-cache"}
    )
    response = SecurityHeadersMiddleware(lambda request: narrow)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_reports_are_heard_in_tests_only(client: Client) -> None:
    views.csp_reports.clear()
    body = json.dumps({"csp-report": {"blocked-uri": "inline"}})
    assert client.post("/csp-report/", body, content_type="application/csp-report").status_code == 204
    assert views.csp_reports == [{"csp-report": {"blocked-uri": "inline"}}]
    with override_settings(CSP_REPORT=False):
        assert client.post("/csp-report/", body, content_type="application/csp-report").status_code == 404
        assert client.get("/design/").headers["Content-Security-Policy"] == EXPECTED == POLICY


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "\t//evil.example",
        "http:///x",
    ],
)
def test_preferences_lead_back_into_the_school_only(client: Client, wanted: str) -> None:
    response = client.post("/preferences/", {"theme": "dark", "next": wanted})
    assert response.headers["Location"] == "/"


def test_light_language_and_projector_are_kept_on_the_device(client: Client) -> None:
    response = client.post(
        "/preferences/", {"theme": "dark", "language": "ar", "projector": "1", "next": "/design/"}
    )
    assert response.headers["Location"] == "/design/"
    page = client.get("/design/").content.decode()
    assert '<html lang="ar" dir="rtl" data-theme="dark" data-projector>' in page
    assert "<title>Waypost</title>" in page
    client.post("/preferences/", {"theme": "auto", "language": "xx"})
    assert '<html lang="ar" dir="rtl" data-projector>' in client.get("/design/").content.decode()


def test_an_address_for_forms_alone_says_so_when_it_is_opened(client: Client) -> None:
    found = client.get("/preferences/", headers={"accept": "text/html"})
    assert found.status_code == 405
    assert found.headers["Allow"] == "POST"
    assert "Go back to that page" in found.content.decode()


def test_error_pages_help_without_database_or_session(django_db_blocker: pytest.FixtureRequest) -> None:
    request = RequestFactory().get("/")
    pages = {
        400: errors.bad_request(request),
        403: errors.forbidden(request, PermissionError("only for: teacher")),
        404: errors.not_found(request),
        429: errors.too_many(request, 95),
        500: errors.server_error(request),
    }
    for status, page in pages.items():
        assert page.status_code == status
        assert b"<h1>" in page.content
        assert b"!" not in page.content.split(b"<main")[1]
    assert b"only for: teacher" in pages[403].content
    assert b"2 minutes" in pages[429].content
    assert pages[429].headers["Retry-After"] == "95"
