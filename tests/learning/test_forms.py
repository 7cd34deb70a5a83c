"""Each text that a child writes says who reads it (TRUST 5); a goal may begin with a suggestion."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

from django.test import Client

from tests.readings import makers
from tests.village import NOW, Village
from waypost.learning.models import Goal, Voice
from waypost.learning.services import about, goals, work
from waypost.readings.models import Reading
from waypost.school import clock

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
    assert "Say what you like, and ideas grow from it here." in page
    begun = client.get(
        "/learning/goals/new/", {"begin": f"skill-{makers.skill('angles').pk}"}
    ).content.decode()
    assert re.search(r"<textarea[^>]*name=\"what\"[^>]*>\s*Be able to do this alone: Angles", begun)
    assert 'value="Do one with somebody who can do it"' in begun


def test_a_goal_may_begin_with_what_the_student_likes_this_year(
    village: Village, signed_in: SignedIn
) -> None:
    mia = village.mia.pk
    with clock.held_at(datetime(2025, 11, 23, tzinfo=UTC)):
        about.write(mia, Voice.STUDENT, mia, {"interests": "old dinosaurs"})
    about.write(mia, Voice.TEACHER, village.ada.pk, {"interests": "spelling"})
    about.write(
        mia, Voice.STUDENT, mia,
        {"interests": "Bees, the moon; a long walk in the rain. كرة القدم، bees", "likes": "singing"},
    )  # fmt: skip
    client = signed_in(village.mia)
    page = client.get("/learning/goals/new/").content.decode()
    for said in ("and show it: Bees", "Tell my class about it: the moon", "of my own: كرة القدم"):
        assert said in page
    for not_said in ("dinosaurs", "spelling", "long walk", "singing", "Say what you like"):
        assert not_said not in page
    begun = client.get("/learning/goals/new/", {"begin": "like-2"}).content.decode()
    assert re.search(r"<textarea[^>]*name=\"what\"[^>]*>\s*Tell my class about it: the moon", begun)
    assert re.search(r'value="social"[^>]*checked', begun)
    together = signed_in(village.ada).get(f"/learning/students/{mia}/goals/new/").content.decode()
    assert "and show it: Bees" in together, "a teacher who sets a goal with the student sees them, too"


def test_two_numbers_make_the_five_levels_and_own_words_outrank_them(
    village: Village, signed_in: SignedIn
) -> None:
    base = {"once": str(uuid4()), "what": "Read more", "when": "14", "by_when": "", "kind": "academic"}
    counted = {"count_what": "pages", "count_today": "4", "count_wanted": "10"}
    client = signed_in(village.mia)
    for wrong, says in (
        ({"count_today": ""}, "Say what you count"),
        ({"count_wanted": "4"}, "as many as today"),
    ):
        page = client.post("/learning/goals/new/", {**base, **counted, **wrong}).content.decode()
        assert says in page
    client.post("/learning/goals/new/", {**base, **counted, "level_5": "A whole book"})
    version = Goal.objects.get().current
    assert version.by_when == date(2026, 12, 7), "in two weeks"
    assert [version.level_words(n) for n in range(1, 6)] == [
        "less than 4 pages", "4 pages", "10 pages", "13 pages", "A whole book",
    ]  # fmt: skip


def test_a_day_of_ones_own_outranks_the_taps(village: Village, signed_in: SignedIn) -> None:
    sent = {"once": str(uuid4()), "what": "Read", "when": "28", "by_when": "2026-12-01", "kind": "academic"}
    signed_in(village.mia).post("/learning/goals/new/", sent)
    assert Goal.objects.get().current.by_when == date(2026, 12, 1)


def test_the_same_goal_again_after_going_back_is_one_and_kept_private_it_is_another(
    village: Village, signed_in: SignedIn
) -> None:
    sent = {"what": "Read aloud", "when": "14", "kind": "academic"}
    for more in ({}, {}, {"private": "on"}):
        signed_in(village.mia).post("/learning/goals/new/", {**sent, **more, "once": str(uuid4())})
    assert list(Goal.objects.order_by("pk").values_list("private", flat=True)) == [False, True]
