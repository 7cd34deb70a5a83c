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
