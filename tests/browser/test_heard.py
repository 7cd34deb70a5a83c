"""A student says what would make it better and reads what became of it; a class talks, and an adult reads first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.mark.parametrize("variant", variants())
def test_a_suggestion_is_made_answered_and_read_on_my_path(open_as: Open, variant: str) -> None:
    words = f"A quiet corner ({variant})"
    writer, reader = ("Mia Santos", "Leo Park")[
        :: -1 if variants().index(variant) % 2 else 1
    ]  # three a day each
    student = open_as(writer, "/voice/heard/new/", variant)
    student.locator("textarea[name=words]").fill(words)
    student.locator("form.card button.first").click()
    student.wait_for_url("**/voice/heard/")
    expect(student.get_by_text(words)).to_be_visible()

    classmate = open_as(reader, "/voice/heard/")
    expect(classmate.get_by_text(words)).to_have_count(0)

    teacher = open_as("Ada Okafor", "/voice/heard/")
    teacher.get_by_role("link", name=words).click()
    teacher.get_by_role("button", name="Show it to the class").click()
    teacher.get_by_label("We do a part of it").check()
    teacher.get_by_label("In a sentence or two").fill("Two seats by the window")
    teacher.get_by_role("button", name="Send the answer").click()
    expect(teacher.get_by_text("Answered. The student sees it now.")).to_be_visible()

    student.goto("/path/")
    expect(student.get_by_text("Two seats by the window").first).to_be_visible()
    assert student.evaluate("document.documentElement.scrollWidth <= innerWidth")
    classmate.reload()
    expect(classmate.get_by_text(words)).to_be_visible()
    assert writer.split()[0] not in classmate.locator("main").inner_text()


def test_a_post_is_read_first_reported_and_kept_away_from_by_keyboard(open_as: Open) -> None:
    teacher = open_as("Ada Okafor", "/voice/discussions/new/")
    teacher.get_by_label("What shall the class talk about?").fill("What helps you to begin?")
    teacher.get_by_role("button", name="Ask").click()
    teacher.wait_for_url("**/voice/discussions/*/")
    place = teacher.url

    student = open_as("Mia Santos", place, "360 px")
    student.get_by_label("What do I think?").focus()
    student.keyboard.type("I draw it first")
    student.keyboard.press("Tab")
    student.keyboard.press("Enter")
    expect(student.get_by_text("An adult reads it first, then the class sees it.")).to_be_visible()

    classmate = open_as("Leo Park", place, "360 px")
    expect(classmate.get_by_text("I draw it first")).to_have_count(0)
    teacher.reload()
    teacher.get_by_role("button", name="Show it").click()
    classmate.reload()
    expect(classmate.get_by_text("I draw it first")).to_be_visible()
    classmate.get_by_role("link", name="Answer").click()
    expect(classmate.get_by_text("Your answer to Mia Santos:")).to_be_visible()
    classmate.get_by_label("What do I think?").fill("With a pencil?")
    classmate.get_by_role("button", name="Write it").click()
    teacher.reload()
    expect(teacher.get_by_text("Answers Mia Santos: I draw it first")).to_be_visible()
    teacher.get_by_role("button", name="Show it").click()
    student.reload()
    expect(student.locator(".answers").get_by_text("With a pencil?")).to_be_visible()
    classmate.goto(place)
    classmate.get_by_role("link", name="Something is not right").click()
    classmate.get_by_label("What is not right about it?").fill("It laughs at me")
    classmate.get_by_label("I don't want to read this classmate any more").check()
    classmate.get_by_role("button", name="Tell an adult").click()
    expect(classmate.get_by_text("I draw it first")).to_have_count(0)
    student.reload()
    assert "laughs" not in student.locator("main").inner_text()
    expect(student.get_by_text("I draw it first")).to_be_visible()
