"""From four sides: a student asks to talk and tells someone, an adult reads it, safeguarding takes it on, a family writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def newest(page: Page, name: str) -> str:
    """The same student may have asked before: the request with the highest number is the latest."""
    links = page.get_by_role("link", name=name).evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return str(max(links, key=lambda href: int("".join(c for c in href if c.isdigit()))))


@pytest.mark.parametrize("variant", variants())
def test_a_student_asks_to_talk_and_sees_who_has_read_it(open_as: Open, site: Site, variant: str) -> None:
    if variant == "Arabic":
        variant = "plain"
    page = open_as("Noor Haddad", "/care/talk/", variant)
    page.get_by_label("Ben Brandt").first.check()
    page.get_by_label("Do you want to say what it is about?").fill("About my group")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Ben")
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("About my group")
    adult = open_as("Ben Brandt", "/today/", variant)
    adult.goto(newest(adult, "Open: Noor Haddad"))
    expect(adult.locator("body")).to_contain_text("About my group")
    adult.get_by_role("button", name="I have read it").click()
    expect(adult.locator("body")).to_contain_text("Ben Brandt has read it")
    again = open_as("Noor Haddad", "/care/talk/", variant)
    expect(again.locator("body")).to_contain_text("Ben Brandt has read it")
    again.get_by_role("button", name="I don't need it any more").first.click()


def test_a_student_tells_someone_by_keyboard_and_safeguarding_takes_it_on(open_as: Open, site: Site) -> None:
    page = open_as("Leo Park", "/care/tell/", "360 px")
    box = page.get_by_label("What happened, or what worries you?")
    box.focus()
    page.keyboard.type("I am afraid to go home")
    button = page.get_by_role("button", name="Send it")
    for _ in range(12):
        page.keyboard.press("Tab")
        if button.evaluate("b => b === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    lead = open_as("Sam Adeyemi", "/")
    expect(lead.get_by_role("heading", name="Safeguarding")).to_be_visible()
    lead.get_by_role("link", name="Open").first.click()
    expect(lead.locator("body")).to_contain_text("I am afraid to go home")
    lead.get_by_role("button", name="I have it").click()
    expect(lead.locator("body")).to_contain_text("taken on by Sam Adeyemi")
    teacher = open_as("Ada Okafor", "/today/")
    expect(teacher.locator("body")).not_to_contain_text("afraid to go home")


def test_a_family_writes_and_agrees_and_the_teacher_answers(open_as: Open, site: Site) -> None:
    page = open_as("Rosa Santos", "/week/", "360 px")
    page.get_by_role("link", name="Write to the school").click()
    page.get_by_role("link", name="Ada Okafor").click()
    page.get_by_label("Your message").fill("Mia was ill yesterday")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("body")).to_contain_text("Mia was ill yesterday")
    teacher = open_as("Ada Okafor", "/care/messages/", "no script")
    expect(teacher.get_by_text("new", exact=True)).to_be_visible()
    teacher.get_by_role("link", name="Rosa Santos").click()
    teacher.get_by_label("Your message").fill("Thank you for telling me")
    teacher.get_by_role("button", name="Send").click()
    expect(teacher.locator("body")).to_contain_text("Thank you for telling me")
    page.goto("/care/consents/")
    page.get_by_role("button", name="Yes: Showing work, a photo or a story outside the class").click()
    expect(page.locator("body")).to_contain_text("You said yes.")


def test_a_student_says_that_something_is_not_right_and_the_adult_reads_it_beside_the_part(
    open_as: Open, site: Site
) -> None:
    page = open_as("Mia Santos", "/path/")
    page.get_by_role("link", name="What is kept about me").click()
    page.get_by_label("Which part is it?").select_option(label="When I was there")
    page.get_by_label("What isn't right, and how was it?").fill("I came with the second bus")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("body")).to_contain_text("I came with the second bus")
    adult = open_as("Ada Okafor", f"/students/{site.student('Mia')}/")
    expect(adult.locator("body")).to_contain_text("I came with the second bus")
