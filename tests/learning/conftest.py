"""A browser signed in as somebody of the village, on the test server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.setup_browser import find
from waypost.school.models import Person


@pytest.fixture(scope="module")
def browser_of_learning() -> Iterator[Browser]:
    path = find()
    assert path, "no Chromium: run `make test`, which installs it"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def look_as(
    browser_of_learning: Browser, live_server: object, signed_in: Callable[[Person], Client]
) -> Iterator[Callable[..., Page]]:
    """Open a page as a person; fails at the end if the browser reported a breach, an error, or a foreign request."""
    site = str(live_server)
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def opened(who: Person, path: str, **variant: object) -> Page:
        context = browser_of_learning.new_context(base_url=site, **variant)  # type: ignore[arg-type]
        contexts.append(context)
        key = signed_in(who).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
        page = context.new_page()
        page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: trouble.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith(site) else trouble.append(r.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble, trouble
