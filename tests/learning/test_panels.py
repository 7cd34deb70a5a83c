"""What this room offers to the pages that compose: each reader gets what is for that reader."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.village import Village
from waypost.learning import panels, rubrics
from waypost.learning.models import Goal, Milestone, Voice
from waypost.learning.services import about, goals, work
from waypost.learning.services.goals import Wording
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is


def book(village: Village, who: Person) -> ReadBook:
    return ReadBook(who_is(village.account(who)))


def goal(who: Person, what: str, by: date, **more: Any) -> Goal:
    return goals.set_goal(who.pk, Wording(what, by), by=who.pk, once=uuid4(), **more)


def drawn(name: str, panel: object) -> str:
    return render_to_string(
        f"learning/parts/{name}_panel.html", {"learning": panel}, request=RequestFactory().get("/path/")
    )


def test_my_path_shows_the_goal_whose_day_comes_first_and_its_next_step(village: Village) -> None:
    later = goal(village.mia, "Later", date(2026, 12, 20))
    first = goal(village.mia, "First", date(2026, 12, 1), private=True, first_step="Begin")
    goals.add_step(first, "Go on")
    reads = book(village, village.mia)
    panel = panels.for_my_path(reads, village.mia)
    assert panel.goal is not None
    assert (panel.goal.version.what, panel.others) == ("First", 1)
    html = drawn("path", panel)
    assert "Next step (1 of 2):" in html
    assert f"/learning/goals/{first.pk}/steps/{Milestone.objects.get(what='Begin').pk}/" in html
    goals.step_done(Milestone.objects.get(what="Begin"), by=village.mia.pk)
    goals.step_done(Milestone.objects.get(what="Go on"), by=village.mia.pk)
    assert "Say where I am" in drawn("path", panels.for_my_path(reads, village.mia))
    goals.review(first, 3, by=village.mia.pk, once=uuid4())
    panel = panels.for_my_path(reads, village.mia)
    assert panel.goal is not None
    assert panel.goal.goal.pk == later.pk, "a goal that is reached makes room"
    goals.put_aside(later)
    goals.put_aside(first)
    assert "Set a goal" in drawn("path", panels.for_my_path(reads, village.mia))


def test_the_student_page_and_the_familys_week_never_show_a_private_goal(village: Village) -> None:
    goal(village.mia, "Everybody may know", date(2026, 12, 1))
    goal(village.mia, "My secret", date(2026, 12, 2), private=True)
    about.write(village.mia.pk, Voice.STUDENT, village.mia.pk, {"good_at": "draws", "start": "alone first"})
    about.agree(
        village.mia.pk,
        "Ten minutes more",
        village.ada.pk,
        date(2026, 11, 23),
        by=village.ada.pk,
        once=uuid4(),
    )
    piece = work.add_piece(village.mia.pk, work.Work("Bees", text="x"), by=village.mia.pk, once=uuid4())
    work.judge(piece, rubrics.EXPLAINING, 3, "said why", by=village.ada.pk, once=uuid4())
    reads = book(village, village.ada)
    html = drawn("student", panels.for_student_page(reads, village.mia))
    for words in (
        "Everybody may know",
        "draws · alone first",
        "Ten minutes more",
        "Given today",
        "Bees",
        "3 of 4",
    ):
        assert words in html
    assert "time to look at it again" in html
    assert "My secret" not in html
    assert reads.read == {village.mia.pk}, "what was read stands in the log"
    family = panels.for_week(book(village, village.rosa), village.mia)
    html = drawn("week", family)
    assert "Everybody may know" in html
    assert "Ten minutes more" in html
    for words in ("My secret", "draws", "Bees", "Given today"):
        assert words not in html
    work.show_at_home(piece, True)
    assert "Bees" in drawn("week", panels.for_week(book(village, village.rosa), village.mia))


def test_a_stranger_to_the_student_gets_empty_panels(village: Village) -> None:
    goal(village.mia, "Everybody may know", date(2026, 12, 1))
    for who in (village.ben, village.paul, village.leo, village.adam):
        assert panels.for_week(book(village, who), village.mia).empty
        panel = panels.for_student_page(book(village, who), village.mia)
        assert (panel.about, panel.goals, panel.supports, panel.work, panel.may_write) == (
            "",
            [],
            [],
            [],
            False,
        )
