"""The real server and the real browser."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.rotating import some_of
from tests.running import environment, served
from tests.setup_browser import find

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
    plain, *others = VARIANTS
    return [plain, *some_of(others)]


@dataclass(frozen=True)
class Site:
    """The running server: its address, and ids of who and what is in it (written by `home`)."""

    url: str
    ids: dict[str, Any]

    def student(self, name: str) -> int:
        return int(self.ids["people"][name])


@pytest.fixture(scope="session")
def made_home(testrun_uid: str) -> Iterator[Path]:
    """One folder with the village in it, made once for all workers: to be copied, never served."""
    made = Path(tempfile.gettempdir()) / f"waypost-browser-{testrun_uid}"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = made.with_suffix(".half")
            command = [sys.executable, "-m", "tests.browser.home", str(half)]
            subprocess.run(command, env=environment(half), check=True)
            half.rename(made)
    yield made
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def site(made_home: Path) -> Iterator[Site]:
    """`waypost serve` on a folder with the village in it. Each worker serves its own copy of one folder made for all."""
    place = Path(tempfile.mkdtemp(prefix="waypost-browser-"))
    home = Path(shutil.copytree(made_home, place / "home"))
    with served(home, WAYPOST_CSP_REPORT="1") as (url, _server):
        yield Site(url, json.loads((home / "ids.json").read_text()))
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def testrun_uid() -> str:
    """The same in all workers of a run; a run of its own without workers."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    assert path, "no Chromium: run `make test`, which installs it"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed(chromium: Browser, site: Site) -> Callable[[str], Any]:
    """The cookies of somebody who came in by the demonstration's door; each person comes in once."""
    kept: dict[str, Any] = {}

    def of(name: str) -> Any:
        if name not in kept:
            context = chromium.new_context(base_url=site.url, java_script_enabled=False)
            page = context.new_page()
            page.goto("/demo/")
            page.locator(f'button[aria-label$=" {name}"]').click()
            kept[name] = context.storage_state()
            context.close()
        return kept[name]

    return of


@pytest.fixture
def open_as(chromium: Browser, site: Site, signed: Callable[[str], Any]) -> Iterator[Callable[..., Page]]:
    """Open a page of the site as somebody (by name; None: nobody), in a variant.

    Fails at the end on CSP reports, errors of scripts or the console, dialogs, and requests to anybody else.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def said(message: ConsoleMessage) -> None:
        asked_for = (
            "status of 404",
            "status of 403",
            "status of 410",
            "ERR_INTERNET_DISCONNECTED",
            "net::ERR_FAILED",
        )
        missing = any(
            words in message.text for words in asked_for
        )  # a refusal, or a cable that a test pulled
        if "Content Security Policy" in message.text or (message.type == "error" and not missing):
            trouble.append(message.text)

    def opened(name: str | None, path: str = "/", variant: str = "plain") -> Page:
        state = signed(name) if name else None
        context = chromium.new_context(base_url=site.url, storage_state=state, **VARIANTS[variant])  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(15_000)
        if variant == "Arabic":
            context.add_cookies([{"name": "django_language", "value": "ar", "url": site.url}])
        page = context.new_page()
        page.on("console", said)
        page.on("dialog", lambda d: trouble.append(f"dialog: {d.message}"))
        page.on("pageerror", lambda e: trouble.append(str(e)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((site.url, "data:", "blob:")) else trouble.append(r.url),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble, trouble
