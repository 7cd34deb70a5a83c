"""Foreign addresses (TRUST 21) are text unless https, and lead over the page that says one is leaving."""

from __future__ import annotations

import pytest
from django.test import Client

from waypost.web.links import foreign, is_foreign_link


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://x.org/",
        "https://",
        "https://user:pw@x.org/",
        "https://x.org\\@evil.example",
        "//x.org",
        "ftp://x.org",
        "https://x .org",
        "https://[::1",
        "mailto:a@b",
    ],
)
def test_what_is_not_plainly_https_stays_text(address: str) -> None:
    assert not is_foreign_link(address)
    assert "<a" not in foreign(address)


@pytest.mark.django_db
def test_leaving_shows_where_it_leads(client: Client) -> None:
    page = client.get("/leaving/", {"to": "https://example.org/a?b=<script>"})
    assert page.status_code == 200
    assert b"<b><bdi>example.org</bdi></b>" in page.content
    assert b'href="https://example.org/a?b=&lt;script&gt;"' in page.content
    bad = client.get("/leaving/", {"to": "javascript:alert(1)"})
    assert bad.status_code == 400
    assert b'href="javascript' not in bad.content
