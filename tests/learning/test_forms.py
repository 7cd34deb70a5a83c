"""Each text that a child writes says who reads it (TRUST 5); a goal may begin with a suggestion."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

from django.test import Client

from tests.readings import makers
from tests.village import NOW, Village
from waypost.learning.services import goals, work
from waypost.readings.models import Reading

SignedIn = Callable[[object], Client]
FORM = re.compile(r"<form\b.*?</form>", re.S)
WRITES = re.compile(r"<textarea|<input[^>]*type=\"(?:text|file)\"")


def test_each_form_in_which_a_child_writes_says_who_reads_it_and_that_nobody_watches(
    village: Village, signed_in: SignedIn
) -> None:
    mia = village.mia.pk
    wording = goals.Wording("Read", date(2026, 12, 14))
    goal = goals.set_goal(mia, wording, by=mia, once=uuid4())
    hidden = goals.set_goal(mia, wording, by=mia, once=uuid4(), private=True)
    piece = work.add_piece(mia, work.Work("Bees", text="x"), by=mia, once=uuid4())
    client, seen = signed_in(village.mia), 0
    for address in (
        "goals/new/", f"goals/{goal.pk}/", f"goals/{goal.pk}/now/", f"goals/{goal.pk}/change/",
        f"students/{mia}/about/write/", "work/new/", f"work/{piece.pk}/place/explaining/", f"goals/{hidden.pk}/now/",
    ):  # fmt: skip
        html = client.get(f"/learning/{address}").content.decode()
        for form in FORM.findall(html):
            if WRITES.search(form):
                seen += 1
                assert "data-audience" in form, address
                assert "Nobody reads this at night" in form, address
                assert ("only me" in form) is (address == f"goals/{hidden.pk}/now/"), address
                assert "email" not in form
    assert seen == 8


def test_a_goal_may_begin_with_a_skill_that_is_on_its_way(village: Village, signed_in: SignedIn) -> None:
    for code, state, day in (
        ("fractions", "developing", 20),
        ("ratios", "secure", 22),
        ("angles", "starting", 21),
    ):
        Reading.objects.create(
            person_id=village.mia.pk, measure="mastery", subject=makers.skill(code).pk, state=state, n=5,
            as_of=NOW.date(), detail={"last_day": date(2026, 11, day).toordinal()},
        )  # fmt: skip
    client = signed_in(village.mia)
    page = client.get("/learning/goals/new/").content.decode()
    assert page.index("Be able to do this alone: Angles") < page.index("Be able to do this alone: Fractions")
    assert "Ratios" not in page
    begun = client.get("/learning/goals/new/", {"what": "Be able to do this alone: Angles"}).content.decode()
    assert re.search(r"<textarea[^>]*name=\"what\"[^>]*>\s*Be able to do this alone: Angles", begun)
