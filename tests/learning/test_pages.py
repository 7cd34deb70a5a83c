"""The pages in Chromium: clean for axe, whole at 360 px, and a goal set by keyboard without script."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.rotating import some_of
from tests.village import Village
from waypost.learning import rubrics
from waypost.learning.models import Goal, Milestone, Voice
from waypost.learning.services import about, goals, groups, work
from waypost.school import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LookAs = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}}
VARIANTS: dict[str, dict[str, object]] = {
    "phone": PHONE,
    "Arabic, dark, phone": {**PHONE, "locale": "ar", "color_scheme": "dark"},
    "no script": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}


def furnish(village: Village) -> dict[str, int]:
    """One of each thing, with a long word in it."""
    mia, ada, soon = village.mia.pk, village.ada.pk, clock.today() + timedelta(days=9)
    long = "Read" + "aloud" * 30
    goal = goals.set_goal(
        mia, goals.Wording(long, soon, "why", "how"), by=mia, once=uuid4(), first_step="Begin"
    )
    goals.review(goal, 3, by=mia, once=uuid4(), words="It went", next_step=long)
    goals.revise(goal, goals.Wording("Read", soon, level_3=long), by=mia, because="so")
    about.write(mia, Voice.STUDENT, mia, {"good_at": long, "likes": "songs"})
    support = about.agree(mia, "Ten minutes more", ada, soon, by=ada, once=uuid4())
    piece = work.add_piece(
        mia, work.Work(long, text=long, link="https://bees.example/"), by=mia, once=uuid4()
    )
    work.place(piece, rubrics.REASONING, 2, "I think", once=uuid4())
    work.judge(piece, rubrics.REASONING, 3, "a reason", by=ada, once=uuid4())
    klass = village.maths_7b.pk
    group = groups.make(klass, long, [mia, village.leo.pk], by=ada, once=uuid4(), words=long)
    groups.change(group, "Strips", "", [mia], by=ada, seen=1, within=[mia, village.leo.pk])
    return {
        "goal": goal.pk, "support": support.pk, "piece": piece.pk, "mia": mia, "klass": klass, "group": group.pk,
    }  # fmt: skip


OF_MIA = (
    "goals/", "goals/new/", "goals/{goal}/", "goals/{goal}/now/", "goals/{goal}/change/", "about/",
    "students/{mia}/about/write/", "work/", "work/new/", "work/{piece}/", "work/{piece}/place/reasoning/",
)  # fmt: skip
OF_ADA = (
    "students/{mia}/goals/", "students/{mia}/goals/new/", "students/{mia}/about/", "students/{mia}/supports/new/",
    "supports/{support}/look/", "work/{piece}/", "work/{piece}/judge/explaining/", "classes/{klass}/groups/",
    "classes/{klass}/groups/paper/", "groups/{group}/",
)  # fmt: skip


@pytest.mark.parametrize("variant", some_of([v for v in VARIANTS if v != "no script"]))
def test_the_pages_are_clean_for_axe_and_fit_a_phone(village: Village, look_as: LookAs, variant: str) -> None:
    ids = furnish(village)
    for who, pages in ((village.mia, OF_MIA), (village.ada, OF_ADA)):
        page = look_as(who, "/learning/goals/" if who is village.mia else "/today/", **VARIANTS[variant])
        for address in pages:
            answer = page.goto("/learning/" + address.format(**ids))
            assert answer is not None
            assert answer.status == 200, address
            page.locator("details:not(.menu)").evaluate_all("all => all.forEach(d => d.open = true)")
            found = Axe().run(page).response["violations"]
            assert not found, f"{address}: {json.dumps(found, indent=1)[:3000]}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, f"{address} is {wide} px wide"


def test_a_goal_is_set_and_its_step_done_by_keyboard_without_script(
    village: Village, look_as: LookAs
) -> None:
    page = look_as(village.mia, "/learning/goals/new/", **VARIANTS["no script"])
    page.get_by_label("What do I want?").focus()
    page.keyboard.type("Read a chapter aloud 📖")
    page.keyboard.press("Tab")
    page.keyboard.type("Choose the chapter")
    page.keyboard.press("Enter")
    page.get_by_text("The goal is set.").wait_for()
    assert Goal.objects.get().current.what == "Read a chapter aloud 📖"
    page.get_by_role("button", name="Done it").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Done. One step further.").wait_for()
    assert Milestone.objects.get().done is not None
