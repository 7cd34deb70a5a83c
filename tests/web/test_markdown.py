"""People's text (TRUST 21): a cast of payloads, none of which may leave more than the small set of tags."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.web.markdown import TAGS, plain, render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](http://plain.example/)",
    "[x](//evil.example/)",
    "<javascript:alert(1)>",
    "<a href='https://x' hx-get='/steal'>x</a>",
    "![x](https://evil.example/pixel.png)",
    "<iframe src=https://evil.example></iframe>",
    '<div hx-get="/care/1/delete" hx-trigger="load">x</div>',
    "<style>body{display:none}</style>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=p></form>",
    "[x](https://ok.example/\"onmouseover='alert(1)')",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext></table><mglyph><style><!--</style><img title=--&gt;&lt;img src=1 onerror=alert(1)&gt;>",
    "<details open ontoggle=alert(1)>",
    "[x]: https://evil.example\n\n[x]",
    "<https://ok.example/<script>>",
]
_TAG = re.compile(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>")


def _harmless(html: str) -> None:
    for name, attributes in _TAG.findall(html):
        assert name in TAGS, html
        for attribute in re.findall(r"([\w:-]+)\s*=", re.sub(r'"[^"]*"', '""', attributes)):
            assert attribute in {"href", "rel"}, html
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith("/leaving/?to=https%3A%2F%2F"), html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_more_than_text(payload: str) -> None:
    assert len(PAYLOADS) >= 20
    _harmless(render(payload))
    assert "<" not in plain(payload).replace("&lt;", "")


@given(st.text(alphabet="<>[]()\"'`*_-! \n\\/:&;=ahrefscripton1#x", max_size=60))
def test_no_text_becomes_more_than_text(text: str) -> None:
    _harmless(render(text))


def test_the_small_set_works() -> None:
    html = render("**Drawing** first, *then*\n\n- one\n- two\n\n[film](https://example.org/a?b=1&c=2)")
    assert "<strong>Drawing</strong>" in html
    assert "<em>then</em>" in html
    assert html.count("<li>") == 2
    assert 'href="/leaving/?to=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1%26c%3D2"' in html


def test_nothing_is_nothing() -> None:
    assert render(None) == render("") == ""
