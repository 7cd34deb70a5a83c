"""Every page that a role may open: clean for axe, no report of the content policy, and whole in every variant."""

from __future__ import annotations

import html
import json
import os
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from tests.rotating import FULL, some_of
from tests.trust.doors import Door, doors
from waypost.trust.access import NOBODY, Who

from .conftest import Site, variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
#: What passes is not described (a third of axe's time).
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: By role: who walks. Nobody signed in, too.
WALKERS = {
    "nobody": None, "teacher": "Ada Okafor", "student": "Leo Park", "guardian": "Rosa Santos", "leader": "Lena Lind",
    "counsellor": "Cora Weiss", "administrator": "Adam Berg", "privacy": "Priya Rao", "safeguarding": "Sam Adeyemi",
    "partner": "Petra Novak",
}  # fmt: skip
SKIP = {"account_logout", "trust:end-view-as", "web:design", "web:design-progress"}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def addresses(door: Door, site: Site) -> Iterator[str]:
    """A door's addresses with people and things of the village where it asks for one."""
    students = [site.student("Leo"), site.student("Mia")]
    samples: dict[str, list[Any]] = {}
    for name in door.parameters:
        if name in {"child", "student"} or (name == "pk" and door.route.startswith("students/")):
            samples[name] = students
        elif name == "pk" and door.route.startswith("care/signals"):
            samples[name] = list(site.ids["signals"].values())
        elif name == "skill" or (name == "subject"):
            samples[name] = list(site.ids["skills"].values())
        elif name == "measure" or (name == "name" and "how-we-know" in door.route):
            samples[name] = ["mastery", "stuck", "away"]
        elif name == "pk" and "accounts" in door.route:
            samples[name] = site.ids["accounts"]
        elif name in {"pk", "person"} and "people" in door.route:
            samples[name] = students
        else:
            samples[name] = [1]
    for chosen in product(*samples.values()):
        try:
            yield reverse(door.name, kwargs=dict(zip(samples, chosen, strict=True)))
        except NoReverseMatch:
            pytest.fail(f"{door.route} has no name that reverses: {door.name}")


def walk(page: Page, site: Site, role: str, seen: set[str], part: list[Door]) -> Iterator[tuple[Door, str]]:
    """One address of each door that this person can open as a page; in the full run whatever others saw, too."""
    who = NOBODY if role == "nobody" else Who(account=1, person=1, roles=frozenset({role}))
    for door in part:
        if door.name in SKIP or (door.name in seen and not FULL):
            continue
        if door.gate is not None and not door.gate.passes(who):
            continue  # that it stays shut is tests/trust/test_urls.py's
        for address in addresses(door, site):
            answer = page.request.get(address, max_redirects=0)
            assert answer.status < 500, f"{address}: {answer.status}"
            if answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html"):
                seen.add(door.name)
                yield door, address
                break


def breaches(page: Page) -> list[Any]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]


def roles_in_turn() -> list[str]:
    """Whose eyes a page is seen with when several may open it changes with the seed."""
    names = list(WALKERS)
    random.Random(os.environ.get("WAYPOST_SEED", "0")).shuffle(names)
    return names


def doors_in_turn() -> list[Door]:
    """Every second door, by the seed: a page takes a third of a second. All of them in the full run."""
    seed = os.environ.get("WAYPOST_SEED", "0")
    return [d for d in doors() if FULL or zlib.crc32(f"{seed} {d.route}".encode()) % 2]


@pytest.mark.parametrize("half", [0, 1])  # one for each of the two workers
def test_no_page_of_any_role_has_a_violation_for_axe(open_as: Open, site: Site, half: int) -> None:
    seen: set[str] = set()
    wrong: list[Any] = []
    for role in roles_in_turn():
        page = open_as(WALKERS[role], "/")
        for _door, address in walk(page, site, role, seen, doors_in_turn()[half::2]):
            page.goto(address, wait_until="load")
            page.locator("main details:not(.menu)").evaluate_all("all => all.forEach(d => d.open = true)")
            wrong += [(role, address, *b) for b in breaches(page)]
    assert len(seen) >= 20, sorted(seen)
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


LINK = re.compile(r'href="(/[^"#]*)"')
#: Ends the walk, or belongs to the demonstration's door.
NOT_FOLLOWED = re.compile(r"sign-out|logout|/static/|^/demo|view-as")


@pytest.mark.parametrize("role", some_of([r for r in WALKERS if r != "nobody"], 3))
def test_no_link_leads_its_reader_to_a_refusal(open_as: Open, site: Site, role: str) -> None:
    """From the first page on, two of each kind of address; whoever may not open a page is not led there."""
    page = open_as(WALKERS[role], "/")
    waiting, kinds = [("", page.url.removeprefix(site.url))], Counter[str]()
    refused = []
    while waiting:
        on, address = waiting.pop(0)
        kind = re.sub(r"\d+", "N", address.partition("?")[0])
        if NOT_FOLLOWED.search(address) or kinds[kind] == 2:
            continue
        kinds[kind] += 1
        answer = page.request.get(address)
        if answer.status >= 400:
            refused.append((answer.status, address, f"on {on}"))
        elif answer.headers.get("content-type", "").startswith("text/html"):
            found = dict.fromkeys(html.unescape(a) for a in LINK.findall(answer.text()))
            waiting += [(address, a) for a in found if a not in {w for _on, w in waiting}]
    assert refused == []
    assert len(kinds) > 20


HOMES = {
    "Ada Okafor": [
        "/today/",
        "/classes/",
        "/classes/{class}/",
        "/students/{leo}/",
        "/care/signals/{signal}/",
    ],
    "Leo Park": ["/path/"],
    "Rosa Santos": ["/week/"],
    "Lena Lind": ["/how-we-are-doing/"],
    "Adam Berg": ["/administration/"],
}


@pytest.mark.parametrize("variant", [v for v in variants() if v != "plain"])
def test_each_home_is_whole_in_every_variant(open_as: Open, site: Site, variant: str) -> None:
    leo = site.student("Leo")
    names = {"class": site.ids["classes"][0], "leo": leo, "signal": site.ids["signals"][f"{leo}-stuck"]}
    for who, places in HOMES.items():
        page = open_as(who, places[0], variant)
        for place in places:
            page.goto(place.format(**names))
            assert page.evaluate(OVERFLOW) <= 0, f"{who} {place} scrolls sideways ({variant})"
            assert page.locator("main h1").is_visible()
            if variant == "Arabic":
                assert page.locator("html").get_attribute("dir") == "rtl"
            if variant != "no script":
                assert breaches(page) == [], f"{who} {place} ({variant})"


def test_without_script_a_signal_is_answered_and_a_class_sorted(open_as: Open, site: Site) -> None:
    page = open_as("Tom Farley", "/today/", "no script")
    page.get_by_role("button", name="Already doing").first.click()
    assert page.get_by_text("Noted: you have it.").is_visible()
    page = open_as("Ada Okafor", f"/classes/{site.ids['classes'][0]}/", "no script")
    page.get_by_role("link", name="Sort by need").click()
    assert "sort=need" in page.url
