"""The charter, partners and stories, as their people use them, in a real browser on the real server."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.rotating import FULL

from .conftest import Site, variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_the_charter_from_a_first_idea_to_points_by_phone(open_as: Open) -> None:
    leader = open_as("Lena Lind", "/community/")
    leader.get_by_role("button", name="Open the charter").click()
    for words in ("What we learnt stays", "Somebody talks with each of us", "We try things"):
        leader.get_by_role("link", name="Propose something").click()
        leader.get_by_label("How would we see that our school is doing well?").fill(words)
        leader.get_by_role("button", name="Propose it").press("Enter")
        expect(leader.get_by_role("link", name=words)).to_be_visible()

    student = open_as("Leo Park", "/community/propose/", "360 px")
    student.get_by_label("How would we see that our school is doing well?").fill("Nobody eats alone")
    student.get_by_label("Why does it matter to you?").fill("I know how that is.")
    student.get_by_role("button", name="Propose it").click()
    expect(student.get_by_text("Somebody of the staff reads it first")).to_be_visible()
    teacher = open_as("Ada Okafor", "/community/waiting/")
    expect(teacher.locator("main")).not_to_contain_text("Leo")
    teacher.get_by_role("button", name=re.compile("Show it.*Nobody eats alone")).click()
    guardian = open_as("Rosa Santos", "/community/", "no script")
    guardian.get_by_role("link", name="Nobody eats alone").click()
    guardian.get_by_label("What do you think of it?").fill("My daughter says so, too.")
    guardian.get_by_role("button", name="Say it").click()
    expect(guardian.get_by_text("My daughter says so, too.")).to_be_visible()

    leader.goto("/community/")
    leader.get_by_role("link", name="End the gathering, share points").click()
    leader.get_by_role("button", name="Let points be shared").click()
    guardian.goto("/community/points/")
    guardian.get_by_label("Nobody eats alone").fill("30")
    guardian.get_by_label("We try things").fill("10")
    guardian.get_by_role("button", name="Share them").click()
    expect(guardian.get_by_text("You gave 40 points.")).to_be_visible()
    expect(guardian.get_by_label("Nobody eats alone")).to_have_value("75")
    guardian.get_by_role("button", name="Share them").click()
    expect(guardian.get_by_role("heading", name="Thank you")).to_be_visible()

    teacher.goto("/community/workshop/")
    teacher.get_by_label("How many people are in the room?").fill("20")
    teacher.get_by_role("button", name="Begin the workshop").click()
    code = teacher.locator("strong code").inner_text()
    teacher.set_viewport_size({"width": 1280, "height": 720})  # a projector: the last row reads and scans it
    for part, least in (("strong code", 50), ("svg.qr", 240)):
        box = teacher.locator(part).bounding_box()
        assert box is not None
        assert box["height"] >= least
        assert box["y"] + box["height"] <= 720
    for variant in variants():
        phone = open_as(None, "/community/join/", variant if variant != "Arabic" else "360 px")
        phone.get_by_label("The code on the wall").fill(code.lower())
        phone.keyboard.press("Enter")
        phone.get_by_label("Families").check()
        phone.get_by_role("button", name="Join").click()
        phone.get_by_label("Somebody talks with each of us").fill("100")
        if variant != "no script":
            expect(phone.locator("output")).to_have_text("100")
        phone.get_by_role("button", name="Share them").click()
        expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
        phone.goto("/community/join/points/")
        expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(teacher.locator("#phones")).to_have_text(f"{len(variants())} phones are in.", timeout=12_000)


def test_a_helper_reads_a_first_name_and_a_goal_after_the_familys_yes(open_as: Open, site: Site) -> None:
    leader = open_as("Lena Lind", "/community/partners/new/")
    leader.get_by_label("Name of the organization").fill("Makers' workshop")
    leader.get_by_role("button", name="Keep it").click()
    leader.get_by_label("Who?").select_option(label="Petra Novak")
    leader.get_by_role("button", name="Belongs to it").click()
    leader.get_by_role("link", name=re.compile("Note a check.*Petra Novak")).click()
    leader.get_by_label("The check was done on").fill("2026-11-02")
    leader.get_by_label("It holds until").fill("2027-06-30")
    leader.get_by_role("button", name="Note it").click()
    expect(leader.get_by_text("checked, until")).to_be_visible()

    helper = open_as("Petra Novak", "/")
    expect(helper.get_by_role("heading", level=1)).to_have_text("Makers' workshop")
    helper.get_by_role("link", name="Offer something").click()
    helper.get_by_label("Mentoring").check()
    helper.get_by_label("In a few words").fill("Robots on Fridays")
    helper.get_by_label("What happens there, when, for whom?").fill("We build small robots with you.")
    helper.get_by_role("button", name="Offer it").click()
    teacher = open_as("Ada Okafor", "/community/partners/")
    teacher.get_by_role("button", name=re.compile("Show it.*Robots on Fridays")).click()
    teacher.goto(f"/students/{site.student('Mia')}/")
    teacher.get_by_role("link", name="Find help for a goal").click()
    teacher.get_by_role("link", name=re.compile("Propose it.*Robots on Fridays")).click()
    teacher.get_by_label("Who helps?").select_option(label="Petra Novak")
    teacher.get_by_label("The goal, as the helper will read it").fill("Build something that moves")
    teacher.get_by_label("Until").fill("2027-02-26")
    teacher.get_by_role("button", name="Propose it").click()
    expect(teacher.get_by_text("waits for a yes")).to_be_visible()

    helper.goto("/community/partners/home/")
    expect(helper.locator("main")).not_to_contain_text("Mia")
    for name in ("Mia Santos", "Rosa Santos"):
        one = open_as(name, "/", "360 px")
        one.get_by_role("link", name=re.compile("Read it, say yes or no")).click()
        one.get_by_role("button", name=re.compile("Yes, I agree.*Robots on Fridays")).click()
    helper.reload()
    expect(helper.get_by_text("Mia: Build something that moves")).to_be_visible()
    expect(helper.locator("main")).not_to_contain_text("Santos")
    helper.get_by_role("link", name=re.compile("Note hours.*Mia")).click()
    helper.get_by_label("Minutes").fill("90")
    helper.get_by_label("What came of it?").fill("The wheels turn")
    helper.get_by_role("button", name="Note it").click()
    expect(helper.get_by_text("The wheels turn")).to_be_visible()
    student = open_as("Mia Santos", "/community/help/")
    student.get_by_role("button", name=re.compile("^No.*Robots on Fridays")).click()
    helper.reload()
    expect(helper.locator("main")).not_to_contain_text("Mia")


def test_a_story_is_told_read_framed_elsewhere_and_gone_when_it_is_taken_back(
    open_as: Open, site: Site
) -> None:
    page = open_as("Ada Okafor", "/community/stories/new/")
    page.get_by_label("Title").fill("Twenty minutes of silence")
    page.get_by_label("What happened?").fill("We tried it, and it was hard.")
    page.get_by_label("Everybody, on the web").check()
    page.get_by_label("I have read it").check()
    page.get_by_role("button", name="Tell it").press("Enter")
    expect(page.get_by_text("somebody of the staff reads it first")).to_be_visible()
    other = open_as("Cora Weiss", "/community/stories/", "360 px")
    other.get_by_role("button", name=re.compile("Show it.*Twenty minutes of silence")).click()
    page.reload()
    page.get_by_role("link", name="Twenty minutes of silence").click()
    address = page.get_by_text("/community/s/").inner_text()[len(site.url) :]
    visitor = open_as(None, address, "no script")
    expect(visitor.get_by_role("heading", name="Twenty minutes of silence")).to_be_visible()
    assert visitor.context.cookies() == []
    frame = open_as(None, address.replace("/s/", "/e/"), "360 px")
    expect(frame.get_by_text("We tried it, and it was hard.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    for left_open in (visitor, frame):
        expect(left_open.locator('meta[http-equiv="refresh"]')).to_have_attribute("content", "30")
        if not FULL:  # `make proof` waits until it has asked by itself
            left_open.reload()
    expect(visitor.get_by_text("This story is no longer here")).to_be_visible(timeout=35_000)
    expect(frame.locator("body")).not_to_contain_text("We tried it")
