"""A lesson is looked at with a phone in the hand: one tap a look, and nothing is lost without a connection."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import VARIANTS, Site

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
NAMES = ("Mia", "Leo", "Ada", "Ben", "Santos", "Park", "Okafor")


def laid_out(page: Page, focus: str = "Working together") -> None:
    page.goto("/climate/new/")
    page.get_by_label(focus).check()
    page.get_by_role("button", name="Lay it out").click()
    page.wait_for_url("**/sheets/**")


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify({...localStorage})"))


def test_a_look_is_one_tap_and_taps_without_a_connection_arrive_once(open_as: Open) -> None:
    page = open_as("Ada Okafor", variant="360 px")
    laid_out(page)
    expect(page.get_by_role("heading", name="Group 1")).to_be_visible()
    began = time.monotonic()
    page.get_by_role("button", name="Together").click()
    expect(page.get_by_role("heading", name="Group 2")).to_be_visible()
    assert time.monotonic() - began < 1.5, "a look is one tap"
    expect(page.get_by_text("Looks kept: 1")).to_be_visible()
    expect(page.get_by_text("The next look comes in")).to_be_visible()

    page.context.set_offline(True)
    for name in ("Side by side", "Together", "Each alone"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_text("Waiting for a connection: 3.")).to_be_visible()
    memory = kept(page)
    taps = json.loads(json.loads(memory)[next(iter(json.loads(memory)))])["taps"]
    assert [sorted(t) for t in taps] == [["at", "code", "id", "round", "unit"]] * 3
    assert not [name for name in NAMES if name in memory]
    page.get_by_role("button", name="That is enough").click()
    expect(page.get_by_text("There is no connection yet.")).to_be_visible()

    answers: list[int] = []
    page.on("response", lambda r: answers.append(r.status) if r.url.endswith("/taps/") else None)
    page.context.set_offline(False)
    expect(page.get_by_text("Looks kept: 4")).to_be_visible(timeout=8000)
    assert kept(page) == "{}", "wiped when sent"
    page.reload()
    expect(page.get_by_role("heading", name="Group 5")).to_be_visible()
    page.get_by_role("button", name="That is enough").click()
    page.wait_for_url("**/lessons/**")
    expect(page.get_by_text("In 4 looks they worked together at 50 in 100.")).to_be_visible()


def test_what_waits_is_sent_by_the_page_that_is_opened_next_and_goes_at_sign_out(open_as: Open) -> None:
    page = open_as("Ada Okafor", variant="360 px")
    laid_out(page)
    sheet = page.url
    page.route("**/taps/", lambda route: route.abort())
    page.get_by_role("button", name="Together").click()
    expect(page.get_by_text("Waiting for a connection: 1.")).to_be_visible()
    page.unroute("**/taps/")
    page.goto("/climate/")
    assert "waypost-taps-" in kept(page)
    page.goto(sheet)
    expect(page.get_by_text("Looks kept: 1")).to_be_visible()
    page.evaluate(
        "localStorage.setItem('waypost-taps-9', JSON.stringify({since: Date.now() - 86500000, taps: [{}]}))"
    )
    page.evaluate("localStorage.setItem('waypost-taps-8', JSON.stringify({since: Date.now(), taps: [{}]}))")
    page.goto("/climate/")
    assert "waypost-taps-9" not in kept(page), "older than a day"
    assert "waypost-taps-8" in kept(page)


def test_two_open_pages_of_one_sheet_lose_nothing_and_tap_nothing_twice(open_as: Open) -> None:
    one = open_as("Ada Okafor", variant="360 px")
    laid_out(one)
    sheet = one.url
    one.route("**/taps/", lambda route: route.abort())
    one.get_by_role("button", name="Together").click()
    expect(one.get_by_text("Waiting for a connection: 1.")).to_be_visible()
    two = one.context.new_page()
    two.route("**/taps/", lambda route: route.abort())
    two.goto(sheet)
    expect(two.get_by_role("heading", name="Group 2")).to_be_visible()  # where the other page stands
    two.get_by_role("button", name="Side by side").click()
    expect(one.get_by_role("heading", name="Group 3")).to_be_visible()
    one.get_by_role("button", name="Together").click()
    assert len(json.loads(kept(one))) == 2, "each keeps its own"
    one.close()  # with two looks that never arrived
    two.unroute("**/taps/")
    two.reload()
    expect(two.get_by_text("Looks kept: 3")).to_be_visible()
    assert kept(two) == "{}"
    two.reload()
    expect(two.get_by_role("heading", name="Group 4")).to_be_visible()
    two.get_by_role("button", name="That is enough").click()
    expect(two.get_by_text("In 3 looks they worked together at 67 in 100.")).to_be_visible()


def test_a_note_without_a_connection_is_locked_on_the_device_and_arrives_once(open_as: Open) -> None:
    page = open_as("Ada Okafor", variant="360 px")
    laid_out(page)
    sheet = page.url
    page.route("**/taps/", lambda route: route.abort())
    page.get_by_text("Write a note").click()
    page.get_by_label("What I noticed").fill("Mia explained it to Leo")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Waiting for a connection: 1. On this device they are locked")).to_be_visible()
    expect(page.get_by_label("What I noticed")).to_have_value("")
    ((name, memory),) = json.loads(kept(page)).items()
    assert name.startswith(f"waypost-taps-{sheet.split('/')[-2]}-")
    (note,) = json.loads(memory)["notes"]
    assert sorted(note) == ["at", "id", "locked"]
    read = kept(page).encode() + base64.b64decode(note["locked"])
    assert not [word for word in (*NAMES, "explained") if word.encode() in read]

    page.goto("/climate/")  # the page goes, and the sheet is opened again where there is a connection
    page.unroute("**/taps/")
    page.goto(sheet)
    page.get_by_text("Write a note").click()
    expect(page.get_by_text("Notes kept: 1")).to_be_visible()
    assert kept(page) == "{}", "wiped when sent"
    page.get_by_label("What I noticed").fill("Half a sentence is kept")
    page.get_by_role("button", name="That is enough").click()
    page.wait_for_url("**/lessons/**")
    expect(page.get_by_text("Mia explained it to Leo")).to_have_count(1)
    expect(page.get_by_text("Half a sentence is kept")).to_have_count(1)

    page.goto(sheet)
    page.route("**/taps/", lambda route: route.abort())
    page.get_by_text("Write a note").click()
    page.get_by_label("What I noticed").fill("Leo waited")
    page.get_by_role("button", name="Keep the note").click()
    page.wait_for_function("JSON.stringify({...localStorage}).includes('locked')")
    page.route("**/sign-out/", lambda route: route.fulfill(status=204))
    page.locator("form[action$='/sign-out/']").evaluate("form => form.requestSubmit()")
    page.wait_for_function("JSON.stringify({...localStorage}) === '{}'")


def test_a_lesson_is_looked_at_by_keyboard_and_without_script(open_as: Open) -> None:
    page = open_as("Ada Okafor", variant="no script")
    laid_out(page, "Talking with each other")
    for group in (2, 3):
        page.get_by_role("button", name="One speaks").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"Group {group}")).to_be_visible()
    page.get_by_role("button", name="Take the last look back").click()
    expect(page.get_by_role("heading", name="Group 2")).to_be_visible()
    page.get_by_text("Levels for the whole lesson").click()
    page.get_by_label(re.compile("They give reasons by themselves")).check()
    page.get_by_role("button", name="Keep the levels").click()
    page.get_by_role("button", name="That is enough").click()
    expect(page.get_by_text("3 of 4")).to_be_visible()
    expect(page.get_by_text("At one look the groups talked it through")).to_be_visible()


def test_a_colleague_who_is_invited_taps_and_writes_and_the_leader_finds_nothing(open_as: Open) -> None:
    teacher = open_as("Ada Okafor", "/climate/new/")
    teacher.get_by_label("Starting, going on, choosing").check()
    teacher.get_by_label("I look myself").uncheck()
    teacher.get_by_label("A colleague whom I invite").select_option(label="Ben Brandt")
    teacher.get_by_role("button", name="Lay it out").click()
    teacher.wait_for_url("**/lessons/**")
    lesson = teacher.url

    guest = open_as("Ben Brandt", "/climate/", "360 px")
    card = guest.locator("section.card", has_text="Ada Okafor invites you.").first
    card.get_by_role("link", name="Begin").click()
    guest.get_by_role("button", name="Choosing").click()
    expect(guest.get_by_text("Looks kept: 1")).to_be_visible()
    guest.get_by_role("button", name="That is enough").click()
    guest.get_by_label("What I noticed").fill("The corner group chose at once")
    guest.get_by_role("button", name="Keep the note").click()
    teacher.goto(lesson)
    expect(teacher.get_by_text("The corner group chose at once")).to_be_visible()

    leader = open_as("Lena Lind")
    answer = leader.goto(lesson)
    assert answer is not None
    assert answer.status == 404


def test_variants_of_the_sheet_fit_the_phone(open_as: Open, site: Site) -> None:
    for variant in ("360 px", "Arabic"):
        assert variant in VARIANTS
        page = open_as("Ada Okafor", "/climate/new/", variant)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), variant
