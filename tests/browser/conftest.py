"""The real server and the real browser."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.running import environment, served
from tests.setup_browser import find
from tests.village import PASSWORD

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
VARIANTS: dict[str, dict[str, object]] = {
    "plain": {},
    "360 px": {"viewport": {"width": 360, "height": 740}},
    "no script": {"java_script_enabled": False},
    "Arabic": {"locale": "ar"},
    "dark": {"color_scheme": "dark"},
}


def variants() -> list[str]:
    """One variant by the printed seed; all of them in `make proof` (WAYPOST_VARIANTS=all)."""
    if os.environ.get("WAYPOST_VARIANTS") == "all":
        return list(VARIANTS)
    rng = random.Random(os.environ.get("WAYPOST_SEED", "0"))
    return ["plain", rng.choice(list(VARIANTS)[1:])]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """`waypost serve` on a folder with the village in it; gives its address."""
    place = Path(tempfile.mkdtemp(prefix="waypost-browser-"))
    home = place / "home"
    subprocess.run([sys.executable, "-m", "tests.browser.home", str(home)], env=environment(home), check=True)
    with served(home, WAYPOST_CSP_REPORT="1") as (url, _server):
        yield url
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    assert path, "no Chromium: run `make test`, which installs it"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the site as somebody (by first name), in a variant; fails on CSP reports and foreign requests."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def opened(name: str | None, path: str = "/", variant: str = "plain") -> Page:
        context = chromium.new_context(base_url=site, **VARIANTS[variant])  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: trouble.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("dialog", lambda d: trouble.append(f"dialog: {d.message}"))
        page.on("pageerror", lambda e: trouble.append(str(e)))
        page.on(
            "request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else trouble.append(r.url)
        )
        if name is not None:
            page.goto("/sign-in/")
            page.locator("input[name=login]").fill(name)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form:has(input[name=password]) [type=submit]").click()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble, trouble
