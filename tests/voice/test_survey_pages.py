"""Surveys in a real browser, each as its person would: answering on a phone, running one, typing in paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.learning.conftest import browser_of_learning, look_as  # noqa: F401 (fixtures)
from tests.village import NOW, Village
from tests.voice import rounds
from waypost.school import clock
from waypost.school.models import Person, School
from waypost.voice.jobs import finish
from waypost.voice.models import Answer, Invited, Wave
from waypost.voice.services import closing, surveys
from waypost.voice.services.answers import answer, spool_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LookAs = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def kids(village: Village, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Twelve more in 7A; the server keeps the village's time, too."""
    settings.DEMO = True
    School.objects.update(demo_now=NOW)
    clock.forget()
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    rounds.safeguarded(village)
    return rounds.students(village, [("7a", 12)])


def clean(page: Page) -> None:
    page.locator("details:not(.menu)").evaluate_all("all => all.forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found]


def test_a_student_answers_on_a_phone_without_script_and_only_once(
    village: Village,
    kids: list[Person],
    look_as: LookAs,  # noqa: F811
) -> None:
    wave = rounds.opened(village)
    page = look_as(kids[0], "/path/", java_script_enabled=False, **PHONE)
    page.get_by_role("link", name=re.compile("Answer ?: How it is here")).click()
    expect(page.get_by_text("This survey is anonymous.")).to_be_visible()
    page.get_by_role("group", name="I can be myself here.").get_by_label("fully true").check(force=True)
    page.get_by_label("What helped me learn this week?").fill("Drawing it first 🙂")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("From here on nobody can tell it from the others.")).to_be_visible()
    page.goto("/voice/surveys/")
    expect(page.get_by_text("You have answered. Thank you.")).to_be_visible()
    with spool_of(wave).held() as spool:
        assert spool.who == {kids[0].pk}
    wide = look_as(kids[1], f"/voice/surveys/{wave.pk}/answer/", **PHONE)
    assert wide.evaluate("document.documentElement.scrollWidth") <= 360
    clean(wide)


def test_a_leader_builds_opens_closes_and_reads_a_survey(
    village: Village,
    kids: list[Person],
    look_as: LookAs,  # noqa: F811
) -> None:
    page = look_as(village.lena, "/voice/surveys/")
    page.get_by_role("link", name="Build a survey").first.click()
    clean(page)
    page.get_by_label("What is it about?").fill("How it is here")
    page.get_by_label("Belonging (4)").check()
    page.get_by_label("What helps, in my own words (2)").check()
    page.get_by_role("button", name="Plan the survey").click()
    expect(page.get_by_role("heading", name="Ready to open")).to_be_visible()
    page.get_by_role("button", name="Open it now").click()
    expect(page.get_by_text("The survey is open.")).to_be_visible()
    expect(page.get_by_text("How many have answered is told when it is closed")).to_be_visible()
    clean(page)
    wave = Wave.objects.select_related("survey").get()
    for n, kid in enumerate(kids):
        answer(wave, kid.pk, rounds.said(wave, 3 + n % 2, words="We need more time"))
    for paper in ("paper/", "paper/names/"):  # the sheet, and the list of who gets one
        page.goto(f"/voice/surveys/{wave.pk}/{paper}")
        clean(page)
    page.goto(f"/voice/surveys/{wave.pk}/")
    page.get_by_role("link", name="Close the survey").click()
    expect(page.get_by_text("nobody can answer any more")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Close the survey").click()
    page.get_by_role("link", name="Read the results").click()
    expect(page.get_by_role("heading", name="The results are being worked out")).to_be_visible()
    finish(Wave.objects.select_related("survey").get())
    page.reload()
    expect(page.get_by_role("heading", name="Belonging")).to_be_visible()
    expect(page.get_by_text("of 5, between").first).to_be_visible()
    clean(page)
    page.get_by_role("link", name="Read the comments").click()
    page.get_by_label("A new theme").fill("time")
    page.get_by_role("button", name="Add").click()
    for box in page.get_by_label("time", exact=True).all():
        box.check()
    page.get_by_role("button", name="I have read them").click()
    expect(page.get_by_text("in 12 comments")).to_be_visible()
    clean(page)


def test_a_question_edited_while_a_survey_is_open_stays_as_it_was_in_it_and_is_new_in_the_next(
    village: Village,
    kids: list[Person],
    look_as: LookAs,  # noqa: F811
) -> None:
    old, new = "I can be myself here.", "I can be who I am here."
    wave = rounds.opened(village, "belonging", kind="confidential")
    reading = look_as(kids[0], f"/voice/surveys/{wave.pk}/answer/", **PHONE)  # opened before the edit
    leader = look_as(village.lena, "/voice/surveys/questions/")
    leader.get_by_role("link", name=old).click()
    leader.get_by_label("English").fill(new)
    leader.get_by_role("button", name="Ask it like this").click()
    expect(leader.get_by_text("Asked like this from the next round on.")).to_be_visible()
    expect(leader.locator("li", has_text=new).get_by_text("version 2")).to_be_visible()

    later = look_as(kids[1], f"/voice/surveys/{wave.pk}/answer/", **PHONE)
    for page in (reading, later):
        expect(page.get_by_role("group", name=old)).to_be_visible()
        expect(page.get_by_text(new)).to_have_count(0)
        page.get_by_role("group", name=old).get_by_label("half true").check(force=True)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Your answer is in.")).to_be_visible()
    assert Answer.objects.count() == 2

    leader.goto(f"/voice/surveys/{wave.pk}/")
    expect(leader.get_by_text(old)).to_be_visible()
    leader.get_by_role("link", name="Close the survey").click()
    leader.get_by_role("button", name="Close the survey").click()
    expect(leader.get_by_role("heading", name="It is over")).to_be_visible()
    following = surveys.plan(wave.survey, wave.closes_on, wave.closes_on)
    leader.goto(f"/voice/surveys/{following.pk}/")
    expect(leader.get_by_text(new)).to_be_visible()
    expect(leader.get_by_text(old)).to_have_count(0)


def test_a_leader_chooses_quotes_and_a_student_reads_them_in_arabic_on_a_phone(
    village: Village,
    kids: list[Person],
    look_as: LookAs,  # noqa: F811
) -> None:
    wave = rounds.opened(village)
    for n, kid in enumerate(kids):
        answer(wave, kid.pk, rounds.said(wave, 3 + n % 2, f"Drawing it first {n}", quotable=n < 3))
    finish(closing.close(wave))
    page = look_as(village.lena, f"/voice/surveys/{wave.pk}/results/")
    page.get_by_text("Question by question").first.click()
    expect(page.get_by_text("half true: 50 in 100").first).to_be_visible()
    clean(page)
    page.get_by_role("link", name="Choose quotes").click()
    assert page.get_by_role("checkbox").count() == 3, "those who agreed, and no others"
    page.get_by_label("Drawing it first 1").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show the ticked ones").click()
    expect(page.get_by_label("Drawing it first 1")).to_be_checked()
    clean(page)
    page.goto(f"/voice/surveys/{wave.pk}/results/")
    page.get_by_label("What did you hear, and what will you do?").fill("You draw: we buy paper.")
    page.get_by_role("button", name="Tell them").click()

    student = look_as(kids[5], f"/voice/surveys/{wave.pk}/came/", locale="ar", **PHONE)
    expect(student.get_by_text("Drawing it first 1")).to_be_visible()
    student.goto(f"/voice/surveys/{wave.pk}/quotes/")
    expect(student.get_by_text("Drawing it first 1")).to_be_visible()
    expect(student.get_by_text("Drawing it first 2")).to_have_count(0)
    assert student.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clean(student)


def test_sheets_of_paper_are_typed_in_by_keyboard_alone(
    village: Village,
    kids: list[Person],
    look_as: LookAs,  # noqa: F811
) -> None:
    wave = rounds.opened(village, "belonging")
    page = look_as(village.lena, f"/voice/surveys/{wave.pk}/sheets/")
    page.get_by_label("Kid00 7A").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Note it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Noted: one sheet.")).to_be_visible()
    page.get_by_role("group", name="I feel that I am part of this school.").get_by_label(
        "not true", exact=True
    ).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The sheet is in.")).to_be_visible()
    with spool_of(wave).held() as spool:
        assert len(spool.boxes) == len(spool.who) == 1
    assert not Invited.objects.filter(answered=True).exists()
    page.get_by_role("button", name="Next sheet").focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("Answer at least one question.").or_(page.get_by_text("as many answers as people"))
    ).to_be_visible()
