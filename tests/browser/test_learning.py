"""A goal grows from what a student likes; work with a large photo is placed within a minute (TRUST 20); two plan at once."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import Site, variants

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
MB = 1024 * 1024
CAMERA = "Zuzana's phone"


def photo(place: Path, size: int) -> Path:
    """A photo of twelve million pixels as a phone makes it: with the place in it, and as many bytes as asked for."""
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # GPS latitude
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.linear_gradient("L").resize((4000, 3000)).convert("RGB").save(out, "JPEG", exif=exif)
    assert b"Zuzana" in out.getvalue()
    place.write_bytes(out.getvalue().ljust(size, b"\x00"))
    return place


def test_a_photo_of_twenty_megabytes_comes_in_without_its_place_and_is_placed_within_a_minute(
    open_as: Open, tmp_path: Path
) -> None:
    page = open_as("Mia Santos", "/learning/work/new/", "360 px")
    page.get_by_label("What is it?").fill("My bridge of paper")
    page.get_by_label("A photo of it").set_input_files(photo(tmp_path / "IMG_26.jpg", 26 * MB))
    page.get_by_role("button", name="Put it here").click()
    expect(page.get_by_text("larger than 25 MB")).to_be_visible()
    expect(page.get_by_label("What is it?")).to_have_value("My bridge of paper")

    page.get_by_label("A photo of it").set_input_files(photo(tmp_path / "IMG_20.jpg", 20 * MB))
    page.get_by_role("button", name="Put it here").click()
    expect(page.get_by_role("heading", name="My bridge of paper")).to_be_visible()
    stored = page.request.get(
        page.get_by_role("img", name="Photo of the work").get_attribute("src") or ""
    ).body()
    assert CAMERA.encode() not in stored
    picture = Image.open(io.BytesIO(stored))
    assert not picture.getexif()
    assert max(picture.size) == 2000
    assert len(stored) < MB
    address = page.url

    begun = time.monotonic()
    ada = open_as("Ada Okafor", address)
    ada.get_by_role("link", name="Say how you see it").first.click()
    ada.get_by_role("radio").nth(2).check()
    ada.get_by_label("What in the work shows it?").fill("Every strut has a reason.")
    ada.get_by_role("button", name="Note it").click()
    expect(ada.get_by_text("Every strut has a reason.")).to_be_visible()
    assert time.monotonic() - begun < 60
    page.reload()
    expect(page.get_by_text("Every strut has a reason.")).to_be_visible()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_ten_year_old_makes_a_goal_of_what_she_likes_with_two_numbers_and_without_script(
    open_as: Open, site: Site
) -> None:
    page = open_as("Mia Santos", f"/learning/students/{site.student('Mia')}/about/write/", "no script")
    page.set_viewport_size({"width": 360, "height": 740})
    begun = time.monotonic()
    page.get_by_label("What I am interested in").fill("Bees, the moon")
    page.get_by_role("button", name="Keep it").click()
    page.goto("/learning/goals/new/")
    page.get_by_role("button", name="Tell my class about it: the moon").click()
    expect(page.get_by_label("What do I want?")).to_have_value("Tell my class about it: the moon")
    expect(page.get_by_label("What is my first step?")).to_have_value("Choose three things to tell")
    page.get_by_label("in two weeks").check()
    page.get_by_text("Five levels on the way").click()
    page.get_by_label("What can I count?").fill("things to tell")
    page.get_by_label("How many today?").fill("1")
    page.get_by_label("How many do I want?").fill("3")
    page.get_by_label("Only I see this goal").check()
    assert fits(page)
    page.get_by_role("button", name="Set the goal").click()
    expect(page.get_by_text("The goal is set.")).to_be_visible()
    for level in ("less than 1 things to tell", "3 things to tell", "5 things to tell"):
        expect(page.get_by_text(level)).to_be_visible()
    assert time.monotonic() - begun < 300
    assert "@" not in page.locator("main").inner_text()


@pytest.mark.parametrize("variant", variants())
def test_two_adults_write_one_plan_at_once_and_nothing_is_lost(
    open_as: Open, site: Site, variant: str
) -> None:
    address = f"/learning/students/{site.student('Mia')}/plan/write/"
    first, second = open_as("Cora Weiss", address), open_as("Ada Okafor", address, variant)
    hers, mine = f"Every Monday ({variant})", f"With paper strips ({variant})"
    first.get_by_label("What we agreed").fill(hers)
    first.get_by_role("button", name="Save").click()
    first.wait_for_url("**/plan/")

    words = second.locator("textarea[name=words]")
    words.fill(mine)
    second.locator("form.card button.first").click()
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("Cora Weiss")
    expect(alert).to_contain_text(hers)
    expect(words).to_have_value(mine)
    assert fits(second)
    words.fill(f"{hers}. {mine}")
    second.locator("form.card button.first").click()
    second.wait_for_url("**/plan/")
    expect(second.get_by_text(f"{hers}. {mine}")).to_be_visible()
    expect(second.locator("details", has_text=hers)).to_have_count(1)


def test_a_group_is_kept_reworked_by_keyboard_and_put_on_one_sheet_of_paper(
    open_as: Open, site: Site
) -> None:
    page = open_as("Ada Okafor", f"/learning/classes/{site.ids['classes'][0]}/groups/", "360 px")
    page.get_by_role("link", name="Make a group").click()
    page.get_by_label("What is the group called?").fill("Window group")
    page.get_by_label("Leo Park").check()
    page.get_by_label("Mia Santos").check()
    page.get_by_role("button", name="Keep the group").click()
    page.get_by_role("link", name=re.compile("Change.*Window group")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("What will they do together?").fill("Fold the strips, then compare")
    page.get_by_label("Mia Santos").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Changed.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Change.*Window group")).click()
    page.get_by_text("What it said before").click()
    expect(page.locator("details", has_text="Mia Santos and Leo Park")).to_be_visible()

    page.go_back()
    page.get_by_role("link", name="On paper").click()
    page.emulate_media(media="print")
    sheet = page.locator("section.card", has_text="Window group")
    expect(sheet.get_by_text("Fold the strips, then compare")).to_be_visible()
    expect(sheet.get_by_text("Leo", exact=True)).to_be_visible()
    expect(page.get_by_text("Mia")).to_have_count(0)
    expect(page.locator(".no-print, nav").first).not_to_be_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
