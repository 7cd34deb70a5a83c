"""A student shows work with a large photo; a teacher places it within a minute (TRUST 20)."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

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
