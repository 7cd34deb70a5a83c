"""Teachers describe a way of teaching and try it; a colleague visits; students and families are asked and read what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def clean(page: Page, variant: str = "plain") -> None:
    """Clean for axe with everything opened, and not wider than the screen."""
    page.locator("details:not(.menu)").evaluate_all("all => all.forEach(d => d.open = true)")
    if variant != "no script":  # axe waits for timers, which never come there
        found = Axe().run(page).response["violations"]
        assert not found, f"{page.url}: {json.dumps(found, indent=1)[:2000]}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("variant", variants())
def test_a_way_of_teaching_is_described_planned_agreed_and_locked_and_its_classes_learn_of_it(
    open_as: Open, variant: str
) -> None:
    title = f"Examples first ({variant})"
    teacher = open_as("Ada Okafor", "/practice/")
    teacher.get_by_role("link", name="Describe a way of teaching").click()
    teacher.get_by_label("What do you call it?").fill(title)
    teacher.get_by_label("What do you do, so that a colleague could do it, too?").fill(
        "Show a solved task first."
    )
    teacher.get_by_label("Tags").fill("examples")
    teacher.get_by_role("button", name="Keep it").click()
    teacher.get_by_role("link", name="Plan a trial").click()
    for klass in ("Mathematics 7A", "Mathematics 7B"):
        teacher.get_by_role("group", name="Which classes?").get_by_label(klass).check()
    teacher.get_by_label("What do you expect, in a sentence?").fill("More right at the first try")
    teacher.get_by_label("What could be unfair").fill("Everybody gets it")
    teacher.get_by_label("No student goes without a support").check()
    teacher.get_by_role("button", name="Look at the plan").click()
    expect(teacher.get_by_text("we can't tell, whatever comes out")).to_be_visible()
    expect(teacher.get_by_role("link", name="Lock the plan")).to_have_count(0)
    place = teacher.url

    other = open_as("Ben Brandt", "/today/", "360 px")
    asked = other.locator("section", has_text=title)
    asked.get_by_role("button", name="We take part").click()
    expect(other.locator("section", has_text=title)).to_have_count(0)

    teacher.goto(place)
    teacher.get_by_role("link", name="Lock the plan").click()
    teacher.get_by_role("button", name="Lock it").click()
    expect(teacher.get_by_text("Nobody can change it since.")).to_be_visible()
    expect(teacher.get_by_text("No result before the last day")).to_be_visible()
    clean(teacher)

    student = open_as("Mia Santos", "/path/", variant)
    student.get_by_role("link", name=title).click()
    expect(student.get_by_text("Show a solved task first.")).to_be_visible()
    clean(student, variant)
    family = open_as("Rosa Santos", "/practice/tried/", "360 px")
    expect(family.get_by_role("link", name=title)).to_be_visible()


def test_a_visit_is_invited_and_noted_by_keyboard_and_no_leader_finds_it(open_as: Open) -> None:
    host = open_as("Ada Okafor", "/practice/visits/new/", "no script")
    host.get_by_label("Whom do you invite?").select_option(label="Ben Brandt")
    host.get_by_label("Which lesson?").fill("7B, Monday")
    host.get_by_label("What shall your guest look at").fill("Who asks the first question?")
    host.get_by_label("Day").fill("2030-01-14")
    host.get_by_label("Time").fill("09:00")
    host.get_by_role("button", name="Invite").focus()
    host.keyboard.press("Enter")
    expect(host.get_by_role("heading", name="Ben Brandt visits 7B, Monday")).to_be_visible()

    guest = open_as("Ben Brandt", host.url, "360 px")
    guest.get_by_role("button", name="I come").focus()
    guest.keyboard.press("Enter")
    guest.get_by_label("What did you see?").focus()
    guest.keyboard.type("Four of seven groups asked each other")
    guest.get_by_role("button", name="Note it").focus()
    guest.keyboard.press("Enter")
    expect(guest.get_by_text("Four of seven groups asked each other")).to_be_visible()
    clean(guest)

    leader = open_as("Lena Lind", "/practice/visits/")
    expect(leader.get_by_text("7B, Monday")).to_have_count(0)
    answer = leader.goto(host.url)
    assert answer is not None
    assert answer.status == 404


def test_students_are_asked_and_read_what_was_decided(open_as: Open) -> None:
    leader = open_as("Lena Lind", "/practice/talks/new/")
    leader.get_by_label("What do you want to talk about?").fill("What makes a good break?")
    leader.get_by_label("Invite students").check()
    leader.get_by_label("Mathematics 7B").check()
    leader.get_by_role("button", name="Ask", exact=True).click()
    leader.wait_for_url("**/practice/talks/*/")

    student = open_as("Mia Santos", "/path/", "360 px")
    student.get_by_role("link", name="What makes a good break?").click()
    student.get_by_label("What do you think?").fill("A quiet corner")
    student.get_by_role("button", name="Write it").click()
    expect(student.get_by_text("What came of it stands here, in the minutes.")).to_be_visible()
    clean(student)

    leader.reload()
    expect(leader.get_by_text("A quiet corner")).to_be_visible()
    leader.get_by_label("What was said? Without names").fill("Some want quiet, some want to run.")
    leader.get_by_label("What was decided?").fill("A quiet corner by the trees")
    leader.get_by_label("Why?").fill("Both have room then")
    leader.get_by_role("button", name="Keep the minutes").click()
    expect(leader.get_by_text("The minutes are kept")).to_be_visible()
    student.reload()
    expect(student.get_by_text("A quiet corner by the trees")).to_be_visible()
