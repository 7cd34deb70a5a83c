"""The pulse in a real browser as a child would: a face and an emoji, on a phone, without script; seen by whom it was meant for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.learning.conftest import browser_of_learning, look_as  # noqa: F401 (fixtures)
from tests.village import NOW, Village
from tests.voice import rounds
from waypost.school import clock
from waypost.school.models import School
from waypost.voice.models import Pulse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LookAs = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}}
EMOJI = "😴"


@pytest.fixture
def asking(village: Village, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    """The server keeps the village's time, and two people look after safeguarding."""
    settings.DEMO = True
    School.objects.update(demo_now=NOW)
    clock.forget()
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    rounds.safeguarded(village)
    return village


def test_an_emoji_is_a_whole_sentence_and_without_a_face_it_is_kept_and_the_face_asked_for(
    asking: Village,
    look_as: LookAs,  # noqa: F811
) -> None:
    page = look_as(asking.mia, "/voice/pulse/", java_script_enabled=False, **PHONE)
    page.get_by_text("Say more, if you like").click()
    page.get_by_label("A sentence").fill(EMOJI)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Choose one of the five faces.")).to_be_visible()
    expect(page.get_by_label("A sentence")).to_have_value(EMOJI)
    expect(page.get_by_label("A sentence")).to_be_visible()
    page.get_by_label("okay", exact=True).check(force=True)
    page.get_by_label("Ada Okafor, my home adult").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. It goes to the adult you chose.")).to_be_visible()
    assert Pulse.objects.get().words == EMOJI
    page.goto("/voice/pulse/mine/")
    expect(page.get_by_text(EMOJI)).to_be_visible()
    expect(page.get_by_text("Ada Okafor and I see it")).to_be_visible()
    expect(page.get_by_role("button", name="Take it back")).to_be_hidden()
    page.locator("summary", has_text="Change who sees it").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    adult = look_as(asking.ada, f"/students/{asking.mia.pk}/")
    expect(adult.get_by_text(EMOJI)).to_be_visible()
