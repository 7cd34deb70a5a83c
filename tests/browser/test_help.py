"""Help in time, as people give and get it: a check-in from both sides, planned help, a meeting, notes of three kinds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.mark.parametrize("variant", variants())
def test_a_check_in_is_noted_in_thirty_seconds_and_the_student_reads_what_was_shared(
    open_as: Open, site: Site, variant: str
) -> None:
    words = f"Draw it first, {variant}"
    began = time.monotonic()
    page = open_as("Ada Okafor", f"/care/students/{site.student('Leo')}/check-ins/note/", variant)
    page.locator("textarea[name=next_step]").fill(words)
    page.locator("button.first").first.click()
    page.wait_for_url("**/check-ins/")
    assert time.monotonic() - began < 30
    expect(page.locator("main")).to_contain_text(words)

    mine = open_as("Leo Park", "/path/", variant)
    expect(mine.locator("main")).to_contain_text(words)
    mine.goto("/care/my-talks/")
    expect(mine.locator("main")).to_contain_text("Ada Okafor")
    assert mine.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_kept_apart_never_reaches_the_student(open_as: Open, site: Site) -> None:
    page = open_as("Ada Okafor", f"/care/students/{site.student('Mia')}/check-ins/note/")
    page.get_by_label("What went well?").fill("Read aloud")
    page.get_by_text("Keep something apart").click()
    expect(page.get_by_text("A family may ask to read it.")).to_be_visible()
    page.get_by_label("Kept apart from the student's page").fill("Looks tired since Monday")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Looks tired since Monday")
    mine = open_as("Mia Santos", "/care/my-talks/")
    expect(mine.locator("main")).to_contain_text("Read aloud")
    assert "Looks tired" not in mine.locator("body").inner_text()
    family = open_as("Rosa Santos", "/week/")
    assert "Read aloud" not in family.locator("body").inner_text()


def test_a_jotting_stays_with_its_author_and_a_record_is_read_by_colleagues(
    open_as: Open, site: Site
) -> None:
    address = f"/care/students/{site.student('Mia')}/notes/"
    page = open_as("Ada Okafor", f"{address}new/")
    page.get_by_label("What do you want to keep?").fill("Ask about the dog")
    page.get_by_role("button", name="Keep as my jotting").click()
    expect(page.get_by_text("Only you see it, and it goes after twelve weeks.")).to_be_visible()
    page.get_by_role("link", name="Write a note").click()
    page.get_by_label("What do you want to keep?").fill("Explained her way to two others")
    page.get_by_role("button", name="Keep as a record").click()
    leader = open_as("Lena Lind", address)
    expect(leader.locator("main")).to_contain_text("Explained her way to two others")
    assert "Ask about the dog" not in leader.locator("body").inner_text()


def test_help_is_planned_by_keyboard_held_in_two_taps_and_looked_at_honestly(
    open_as: Open, site: Site
) -> None:
    page = open_as("Ada Okafor", f"/care/help/new/?student={site.student('Leo')}")
    page.get_by_label("What do you do?").focus()
    page.keyboard.type("Fold paper on Tuesdays")
    page.get_by_role("button", name="Plan it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fold paper on Tuesdays")
    expect(page.locator("main")).to_contain_text("Too few weeks to say anything yet")
    expect(page.locator("svg.plot .start").first).to_be_attached()

    page.goto("/today/")
    page.get_by_role("link", name="A session was held: Fold paper on Tuesdays").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("1 held; about")
    page.get_by_role("link", name="Look again").click()
    page.get_by_label("Stop it").check()
    page.get_by_label("What did you learn?").fill("Paper helps him see it")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Paper helps him see it")


def test_a_meeting_goes_from_student_to_student_and_its_recap_waits_on_today(
    open_as: Open, site: Site
) -> None:
    page = open_as("Ada Okafor", "/care/meetings/new/")
    page.get_by_label("What is it called?").fill("Team 7")
    page.get_by_label("Cora Weiss").check()
    page.get_by_role("button", name="Call it").click()
    page.get_by_label("Whom shall we speak of?").select_option(label="Mia Santos")
    page.locator("form.card").get_by_role("button", name="Onto the agenda").click()
    page.get_by_role("link", name="Begin with the first").click()
    page.get_by_label("What do we do?").fill("Talk with Rosa")
    page.get_by_label("Who does it?").select_option(label="Cora Weiss")
    page.get_by_role("button", name="Keep the decision").click()
    page.get_by_role("button", name="That was the last").click()
    page.get_by_role("button", name="Close and send the recap").click()
    other = open_as("Cora Weiss", "/today/")
    expect(other.get_by_role("link", name="Open: Talk with Rosa")).to_be_visible()
    other.get_by_role("link", name="Recap: Team 7").click()
    expect(other.locator("main")).to_contain_text("Talk with Rosa")
    other.goto("/today/")
    expect(other.get_by_role("link", name="Recap: Team 7")).to_have_count(0)
