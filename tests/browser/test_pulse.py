"""Saying how it goes: on one's own phone, with a card, and on the tablet of the class (TRUST 15)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .test_everywhere import breaches

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00"
    b"\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


def kept_in(page: Page) -> str:
    """Everything that the browser keeps for this site besides cookies."""
    found: str = page.evaluate(
        """async () => {
            const databases = indexedDB.databases ? await indexedDB.databases() : [];
            const caches_ = await Promise.all((await caches.keys()).map(async k =>
                (await (await caches.open(k)).keys()).map(r => r.url)));
            return JSON.stringify([{...localStorage}, {...sessionStorage}, databases, caches_, history.state, window.name]);
        }"""
    )
    return found


def test_a_pulse_takes_ten_seconds_on_a_phone_without_script_and_can_be_taken_back(
    open_as: Open, site: Site
) -> None:
    page = open_as("Leo Park", "/path/", "no script")
    page.set_viewport_size(PHONE)
    begun = time.monotonic()
    page.get_by_label("so-so").check(force=True)
    page.get_by_label("Ada Okafor, my home adult").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. It goes to the adult you chose.")).to_be_visible()
    assert time.monotonic() - begun < 10
    expect(page.get_by_role("heading", name="How is Mathematics?")).to_have_count(0)

    ada = open_as("Ada Okafor", f"/students/{site.student('Leo')}/")
    expect(ada.get_by_text("Mathematics: so-so")).to_be_visible()

    mine = open_as("Leo Park", "/voice/pulse/mine/")
    mine.locator("summary", has_text="Change who sees it").first.focus()
    mine.keyboard.press("Enter")
    mine.get_by_label("Ada Okafor").first.focus()
    mine.keyboard.press("ArrowUp")
    mine.keyboard.press("Tab")
    mine.keyboard.press("Enter")
    expect(mine.get_by_text("Changed.")).to_be_visible()
    expect(mine.get_by_label("Only me")).to_be_checked()
    ada.reload()
    expect(ada.get_by_text("Mathematics: so-so")).to_have_count(0)
    mine.locator("summary", has_text="Change who sees it").first.click()
    mine.get_by_role("button", name="Take it back").click()
    expect(mine.get_by_text("You have not answered yet")).to_be_visible()


def test_on_the_tablet_of_the_class_nothing_of_the_first_child_is_left(open_as: Open, site: Site) -> None:
    teacher = open_as("Ada Okafor", f"/voice/kiosk/class/{site.ids['classes'][0]}/")
    teacher.get_by_role("button", name="Open it for this lesson").click()
    code = teacher.locator("code").inner_text()

    tablet = open_as(None, "/voice/kiosk/")
    tablet.get_by_label("The code of the lesson").fill(code)
    tablet.get_by_role("button", name="Go on").click()
    expect(tablet.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert not breaches(tablet)
    tablet.get_by_role("button", name="Mia").click()
    expect(tablet.get_by_role("heading", name="Hi Mia")).to_be_visible()
    assert not breaches(tablet)
    first_turn = tablet.locator("input[name=turn]").input_value()
    tablet.get_by_label("not good").check(force=True)
    tablet.get_by_text("Say more, if you like").click()
    tablet.get_by_label("A sentence").fill("Zuzana laughs at me")
    begun = time.monotonic()
    tablet.get_by_role("button", name="Send", exact=True).click()
    expect(tablet.get_by_text("Now it is the next one's turn.")).to_be_visible()
    assert "Zuzana" not in tablet.content()

    for way in ("back", "forward", "back", "reload"):  # back, bfcache, refresh
        {"back": tablet.go_back, "forward": tablet.go_forward, "reload": tablet.reload}[way]()
        assert "Zuzana" not in tablet.content(), way
        for box in tablet.locator("textarea").all():
            assert box.input_value() == "", way
        assert tablet.locator("input[name=feeling]:checked").count() == 0, way
    assert "Zuzana" not in kept_in(tablet)
    assert "Mia" not in kept_in(tablet)

    tablet.goto("/voice/kiosk/")
    tablet.get_by_role("button", name="Leo").click()
    expect(tablet.get_by_role("heading", name="Hi Leo")).to_be_visible()
    assert time.monotonic() - begun < 5, "the browser forgets without making the next child wait"
    assert "Mia" not in tablet.content()
    replayed = tablet.evaluate(
        """async turn => {
            const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
            const body = new URLSearchParams({csrfmiddlewaretoken: token, turn, feeling: "5", share: "home"});
            const answered = await fetch("/voice/kiosk/answer/", {method: "POST", body});
            return [answered.status, await answered.text()];
        }""",
        first_turn,
    )
    assert replayed[0] == 403
    assert "Mia" not in replayed[1]

    teacher.get_by_role("button", name="End the lesson").click()
    expect(teacher.get_by_text("The lesson is over.")).to_be_visible()
    over = tablet.goto("/voice/kiosk/")
    assert over is not None
    assert over.status == 403
    assert "Leo" not in tablet.content()


def test_a_young_child_shows_four_pictures_and_asks_to_talk_without_script(open_as: Open, site: Site) -> None:
    teacher = open_as("Ada Okafor", f"/school/classes/{site.ids['classes'][0]}/cards/")
    teacher.get_by_role("button", name="Let them choose a number").click()
    teacher.goto(f"/voice/kiosk/class/{site.ids['classes'][0]}/")
    teacher.get_by_role("button", name="Open it for this lesson").click()
    code = teacher.locator("code").inner_text()

    tablet = open_as(None, "/voice/kiosk/", "no script")
    tablet.set_viewport_size(PHONE)
    tablet.get_by_label("The code of the lesson").fill(code)
    tablet.get_by_role("button", name="Go on").click()
    mine = ("fish", "sun", "ball", "key")
    tablet.get_by_role("button", name="Leo").click()
    for picture in mine:
        tablet.get_by_role("button", name=picture, exact=True).click()
    tablet.get_by_role("button", name="Keep them").click()
    expect(tablet.get_by_role("heading", name="Hi Leo")).to_be_visible()
    tablet.get_by_role("button", name=re.compile("Stop, don't send|Back to the names")).click()

    tablet.get_by_role("button", name="Leo").click()
    expect(tablet.get_by_text("0 of 4 tapped")).to_be_visible()
    assert tablet.evaluate("document.documentElement.scrollWidth <= innerWidth"), "fits a phone"
    for picture in mine:
        tablet.get_by_role("button", name=picture, exact=True).click()
    tablet.get_by_role("link", name="Please talk with me").click()
    tablet.get_by_label("Ada Okafor, your home adult").first.check()
    tablet.get_by_label("Do you want to say what it is about?").fill("Zuzana again")
    tablet.get_by_role("button", name="Ask").click()
    expect(tablet.get_by_text("Now it is the next one's turn.")).to_be_visible()
    for way in (tablet.go_back, tablet.go_back, tablet.reload):
        way()
        assert "Zuzana" not in tablet.content()
    ada = open_as("Ada Okafor", "/care/talks/")
    expect(ada.get_by_text("Leo").first).to_be_visible()
    open_as("Leo Park", "/care/talk/").get_by_role("button", name="I don't need it any more").first.click()


def test_a_ten_year_old_comes_in_with_a_card_and_needs_no_address(open_as: Open, site: Site) -> None:
    teacher = open_as("Ben Brandt", f"/school/classes/{site.ids['classes'][1]}/cards/")
    teacher.get_by_role("button", name="Let them choose a number").click()
    expect(teacher.get_by_text("1 student may choose a number")).to_be_visible()
    teacher.get_by_role("button", name="Make cards to print").click()
    expect(teacher.get_by_role("heading", name="Noor", exact=True)).to_be_visible()
    assert "Haddad" not in teacher.locator("main").inner_text()
    code = teacher.locator("main code").inner_text()

    child = open_as(None, "/sign-in/")
    child.set_viewport_size(PHONE)
    begun = time.monotonic()
    child.get_by_role("link", name="I have a card").click()
    child.get_by_label("The letters on your card").fill(code.lower())
    child.get_by_role("button", name="Go on").click()
    expect(child.get_by_role("heading", name="Hi Noor")).to_be_visible()
    child.get_by_role("button", name="Go in").click()
    _no_address(child)

    child.get_by_label("good", exact=True).check(force=True)
    child.get_by_role("button", name="Send").click()
    expect(child.get_by_text("Only you see what you said.")).to_be_visible()
    assert time.monotonic() - begun < 10, "from the card to the thanks"

    child.get_by_role("link", name="Show my work").click()
    child.get_by_label("What is it?").fill("My poster about the moon")
    child.locator("input[type=file]").set_input_files(
        {"name": "poster.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    _no_address(child)
    child.get_by_role("button", name="Put it here").click()
    expect(child.get_by_text("It is here now.")).to_be_visible()
    expect(child.get_by_role("heading", name="Hi Noor")).to_be_visible()
    assert "poster" not in child.locator("main").inner_text(), "the card alone reads nothing back"

    child.get_by_role("link", name="Please talk with me").click()
    child.get_by_label("Ben Brandt").first.check()
    child.get_by_role("button", name="Ask").click()
    expect(child.get_by_text("That is all. You can go on.")).to_be_visible()
    assert "Ben" not in child.locator("main").inner_text(), "no trace on the screen"
    child.get_by_role("link", name="Go on").click()

    child.get_by_role("main").get_by_role("link", name="My path").click()
    child.get_by_label("Your number").fill("8305")
    child.get_by_role("button", name="Go on").click()
    begun = time.monotonic()
    child.get_by_role("link", name="Set a goal").click()
    child.get_by_label("What do I want?").fill("Read a chapter aloud")
    _no_address(child)
    child.get_by_role("button", name="Set the goal").click()
    expect(child.get_by_text("The goal is set.")).to_be_visible()
    assert time.monotonic() - begun < 300
    child.goto("/learning/work/")
    expect(child.get_by_text("My poster about the moon")).to_be_visible()
    child.goto("/path/")
    _no_address(child)


def _no_address(page: Page) -> None:
    """Nothing here asks for an e-mail address or shows one."""
    assert page.locator("input[type=email], input[name*=mail]").count() == 0
    assert "@" not in page.locator("main").inner_text()
