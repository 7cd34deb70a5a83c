"""The success profile: against the school's own aim, with an interval, from releases alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.community import profile
from waypost.community.measured import MEASURED
from waypost.community.periods import begun, earlier, now
from waypost.community.queries.profile import MET, NOT_YET, UNKNOWN, of_school
from waypost.measures.figures import FIGURES
from waypost.measures.registry import MEASURES
from waypost.readings.models import Reading
from waypost.school import clock
from waypost.school.models import Membership, Person
from waypost.trust.models import ReleaseCell

from .rounds import adopted

SignedIn = Callable[[object], Client]
BEFORE = NOW - timedelta(days=45)  # in the first half-term


def pupils(village: Village, count: int = 30) -> list[Person]:
    made = [
        Person.objects.create(given_name=f"S{n}", kind="student", grade="7", since=village.mia.since)
        for n in range(count)
    ]
    for one in made:
        Membership.objects.create(person=one, organization=village.willow, role="student")
    return made


def read(people: list[Person], talked: int, secure: int) -> None:
    """So many were talked with, and of each one's four skills `secure` hold."""
    Reading.objects.all().delete()
    for n, one in enumerate(people):
        Reading.objects.create(
            person_id=one.pk, measure="conversations", value=3.0 if n < talked else 40.0, state="talked"
        )
        for skill in range(1, 5):
            state = "secure" if skill <= secure else "developing"
            Reading.objects.create(person_id=one.pk, measure="mastery", subject=skill, value=0.9, state=state)


def test_each_figure_has_its_page_under_how_we_know() -> None:
    for figure in MEASURED.values():
        assert figure.how in MEASURES or figure.how in FIGURES, figure.slug


def test_an_indicator_is_met_not_met_or_cannot_be_told(village: Village) -> None:
    adopted(village)
    people = pupils(village)
    read(people, talked=14, secure=1)
    assert profile.make() > 0
    found = {line.figure.slug: line for line in of_school().lines if line.figure}
    assert found["secure"].state == NOT_YET
    assert "25" in found["secure"].told
    assert found["talked"].state == UNKNOWN, "14 of 30 against half: the interval holds the aim"
    ReleaseCell.objects.all().delete()
    with clock.held_at(NOW + timedelta(days=8)):
        read(people, talked=25, secure=3)
        profile.make()
        again = {line.figure.slug: line for line in of_school().lines if line.figure}
        assert again["talked"].state == MET


def test_fewer_than_ten_students_make_no_figure(village: Village) -> None:
    adopted(village)
    read(pupils(village, 9), talked=5, secure=2)
    profile.make()
    assert not [c for c in profile.cells_of(now()) if c.shown]  # type: ignore[arg-type]
    assert all(line.cell is None for line in of_school().lines)


def test_a_figure_is_let_out_at_most_once_a_week(village: Village) -> None:
    adopted(village)
    read(pupils(village), talked=14, secure=1)
    assert profile.make() > 0
    assert profile.make() == 0


def test_this_half_term_is_set_beside_the_one_before_whoever_s_weights_one_takes(village: Village) -> None:
    adopted(village)
    people = pupils(village, 120)
    with clock.held_at(BEFORE):
        read(people, talked=40, secure=2)
        profile.make()
    read(people, talked=80, secure=3)
    profile.make()
    here = now()
    assert here is not None
    assert earlier(here) == begun()[0]
    found = of_school()
    talked = next(line for line in found.lines if line.figure and line.figure.slug == "talked")
    assert talked.trend.startswith("Higher than in Autumn 1")
    assert talked.indicator.words in found.summary.partition("Higher than before: ")[2], (
        "what moved is said first"
    )
    assert "clearly doing better" in found.whose[0]
    assert any("same whichever group" in s for s in found.whose)


def test_rising_in_one_and_falling_in_the_other_depends_on_whose_weights(village: Village) -> None:
    adopted(village)
    people = pupils(village, 200)
    with clock.held_at(BEFORE):
        read(people, talked=160, secure=1)
        profile.make()
    read(people, talked=100, secure=2)
    profile.make()
    assert any("depends on whose weights" in s or "can't be told" in s for s in of_school().whose)


def test_the_leaders_page_says_which_version_it_serves_and_links_to_how_we_know(
    village: Village, signed_in: SignedIn
) -> None:
    page = signed_in(village.lena).get("/how-we-are-doing/").content.decode()
    assert "has not written its charter" in page
    made = adopted(village)
    read(pupils(village), talked=14, secure=1)
    profile.make()
    page = signed_in(village.lena).get("/how-we-are-doing/").content.decode()
    assert "has not written its charter" not in page
    assert f"/community/versions/{made.pk}/" in page
    for slug in ("mastery", "conversations"):
        assert f'href="/how-we-know/{slug}/"' in page
    assert signed_in(village.ada).get("/how-we-are-doing/").status_code == 403


@pytest.mark.parametrize("n", [1, 2, 30])
def test_an_interval_is_rounded_outwards_and_stays_between_nought_and_one(n: int) -> None:
    made = profile.figure_of({k: float(k % 3 == 0) for k in range(n)})
    assert 0 <= (made.low or 0) <= made.value <= (made.high or 1) <= 1


def test_aims_that_are_not_met_stand_first_and_are_said_in_a_sentence(village: Village) -> None:
    adopted(village)
    read(pupils(village), talked=2, secure=3)
    profile.make()
    found = of_school()
    states = [line.state for line in found.lines if line.cell is not None]
    assert states == sorted(states, key=["not_yet", "unknown", "met"].index)
    missed = [line.indicator.words for line in found.lines if line.state == "not_yet"]
    assert missed
    assert found.summary.startswith("Not met yet: ")
    assert all(words in found.summary for words in missed)
