"""The family takes part, from both sides: tell and answer, a goal, a talk, a call, a slip, the teacher's preview."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, variants
from .test_everywhere import OVERFLOW, breaches

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.mark.parametrize("variant", [v for v in variants() if v != "Arabic"])
def test_a_family_tells_what_it_sees_and_reads_the_answer(open_as: Open, site: Site, variant: str) -> None:
    words = f"She reads to the cat every evening, {variant}"
    page = open_as("Rosa Santos", "/week/", variant)
    page.get_by_role("link", name="Tell what you see at home").click()
    page.get_by_label("What do you see at home?").fill(words)
    page.get_by_role("button", name="Tell it").click()
    expect(page.get_by_text("Not answered yet.").first).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    adult = open_as("Ada Okafor", "/today/")
    adult.get_by_role("link", name="Answer Rosa Santos").first.click()
    expect(adult.locator("blockquote")).to_have_text(words)
    adult.get_by_label("Your answer").fill("Let her bring the book on Friday")
    adult.get_by_role("button", name="Answer").click()
    page.goto("/week/")
    expect(page.get_by_role("heading", name="The school has answered you")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Let her bring the book on Friday")


def test_a_talk_is_offered_taken_by_keyboard_at_360_px_and_called_off(open_as: Open) -> None:
    adult = open_as("Ada Okafor", "/care/family-talks/")
    adult.get_by_label("Day").fill("2026-11-25")
    adult.get_by_label("From").fill("14:00")
    adult.get_by_label("Until").fill("14:30")
    adult.get_by_role("button", name="Offer them").click()
    expect(adult.get_by_text("Offered: 2 times.")).to_be_visible()
    page = open_as("Rosa Santos", "/week/", "360 px")
    page.get_by_role("link", name="Book a talk").click()
    assert not breaches(page)
    page.get_by_role("button", name="Take Wednesday, 14:15 with Ada Okafor").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your talk with Ada Okafor")).to_be_visible()
    adult.reload()
    expect(adult.get_by_text("Rosa Santos about Mia Santos")).to_be_visible()
    page.get_by_role("link", name="I can't come").click()
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_role("button", name="Take Wednesday, 14:15 with Ada Okafor")).to_be_visible()


def test_a_goal_from_home_becomes_the_students_own(open_as: Open, site: Site) -> None:
    page = open_as("Rosa Santos", f"/care/home/{site.student('Mia')}/goal/")
    page.get_by_label("A goal you would like to propose").fill("Read aloud on three evenings")
    page.get_by_role("button", name="Propose it").click()
    mia = open_as("Mia Santos", "/path/", "360 px")
    mia.get_by_role("button", name="I take it up: Read aloud on three evenings").first.click()
    box = mia.get_by_label("What do I want?")
    expect(box).to_have_value("Read aloud on three evenings")
    box.fill("I read to the cat, aloud, three times")
    mia.get_by_role("button", name="Set the goal").click()
    page.goto("/week/")
    expect(page.locator("main")).to_contain_text("I read to the cat, aloud, three times")


def test_a_teacher_notes_a_call_looks_at_the_familys_page_and_prints_the_slip(
    open_as: Open, site: Site
) -> None:
    page = open_as("Ada Okafor", f"/care/students/{site.student('Mia')}/family/")
    assert not breaches(page)
    page.get_by_role("link", name="Note a call or a slip").click()
    page.get_by_label("Who said it?").select_option(label="Rosa Santos")
    page.get_by_label("What was said, in their words").fill("Late shifts until Christmas")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("on the phone, noted by Ada Okafor")
    page.get_by_role("link", name="See what this family sees").click()
    expect(page.get_by_text("You look at what Rosa Santos sees.")).to_be_visible()
    expect(page.get_by_role("heading", name="At home, ten minutes")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="This week on paper").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("Please give it back at school.")).to_be_visible()
    expect(page.get_by_role("link", name="Back")).to_be_hidden()
