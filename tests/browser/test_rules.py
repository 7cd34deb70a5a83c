"""A rule of the school: how good it is, retired by a leader by keyboard, and back again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .test_everywhere import breaches

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_a_leader_retires_a_rule_by_keyboard_and_brings_it_back(open_as: Open) -> None:
    page = open_as("Lena Lind", "/how-we-know/away/")
    expect(page.get_by_text("foretells nothing")).to_be_visible()
    page.get_by_role("link", name="Retire this rule").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why?").focus()
    page.keyboard.type("Our office asks after everybody who is away.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This rule is retired here")).to_be_visible()
    assert breaches(page) == []

    teacher = open_as("Ada Okafor", "/how-we-know/away/", "360 px")
    expect(teacher.get_by_text("Our office asks after everybody who is away.")).to_be_visible()
    expect(teacher.get_by_role("link", name="Bring it back")).to_have_count(0)

    page.get_by_role("link", name="Bring it back").click()
    page.get_by_label("Why?").fill("We missed it.")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("link", name="Retire this rule")).to_be_visible()


def test_a_leader_sees_what_other_numbers_would_have_changed_and_decides(open_as: Open) -> None:
    page = open_as("Lena Lind", "/how-we-know/stuck/", "360 px")
    page.get_by_role("link", name="Numbers that wait for a decision").click()
    expect(page.get_by_text("By the numbers of now the rule spoke of")).to_be_visible()
    assert breaches(page) == []
    page.get_by_role("button", name="Go by these from now on").click()
    expect(page.get_by_text("chosen here; shipped: 10")).to_be_visible()
    page.get_by_role("link", name="Choose other numbers").click()
    page.get_by_label("Counted tries without the skill becoming secure.").fill("10")
    page.get_by_label("Why?").fill("Ten was right.")
    page.get_by_role("button", name="Look back with these").click()
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    assert breaches(page) == []
    page.get_by_role("button", name="Leave everything as it is").click()
    expect(page.get_by_text("Everything stays as it is.")).to_be_visible()
