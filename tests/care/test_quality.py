"""What staff say of a rule leaves by a release alone (TRUST 2)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tests.homes.makers import classmates, signal
from tests.village import NOW, Village
from waypost.care import quality
from waypost.care.models import Answer, SignalAnswer
from waypost.readings.models import Episode
from waypost.school.models import Person

SignedIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def said(episode: Episode, by: Person, answer: str) -> None:
    SignalAnswer.objects.create(
        episode_id=episode.pk,
        person_id=episode.person_id,
        signal=episode.signal,
        answer=answer,
        by=by.pk,
        at=NOW,
    )


def answered(village: Village, students: int, adults: int, helped: int) -> list[Episode]:
    """One "stuck" for each student, answered in turn by so many adults; the first `helped` were useful."""
    staff = [Person.objects.create(given_name="T", family_name=str(n), kind="staff") for n in range(adults)]
    episodes = [signal(p, "stuck") for p in classmates(village, students)]
    for n, episode in enumerate(episodes):
        said(episode, staff[n % adults], Answer.USEFUL if n < helped else Answer.WRONG)
    return episodes


def pages(village: Village, signed_in: SignedIn) -> str:
    leader = signed_in(village.lena)
    found = "".join(
        leader.get(path).content.decode() for path in ("/how-we-are-doing/", "/how-we-know/stuck/")
    )
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]*"', "", found)


def test_what_staff_say_is_told_of_ten_students_and_five_adults(
    village: Village, signed_in: SignedIn
) -> None:
    answered(village, 20, 5, 15)
    assert quality.make() == 1
    found = quality.rate("stuck")
    assert found is not None
    assert found.useful is not None
    assert (found.useful.value, found.useful.band) == (0.75, "20-49")
    assert found.useful.low is not None
    assert found.useful.high is not None
    assert found.useful.low * 20 == pytest.approx(round(found.useful.low * 20))  # outward, in steps of 5 %
    assert found.useful.low <= 0.531  # Wilson, 15 of 20: .531 to .888
    assert found.useful.high >= 0.888
    told = pages(village, signed_in)
    assert "useful in 75" in told
    assert "15 of 20" not in told


@pytest.mark.parametrize(("students", "adults"), [(9, 5), (20, 4)])
def test_of_few_students_or_few_adults_nothing_is_told(
    village: Village, signed_in: SignedIn, students: int, adults: int
) -> None:
    answered(village, students, adults, 5)
    quality.make()
    told = pages(village, signed_in)
    assert "useful in" not in told
    assert "Too few answers from staff" in told


def test_one_answer_more_moves_no_page(village: Village, signed_in: SignedIn) -> None:
    """Who reads the page each day learns nothing about the one signal that came."""
    answered(village, 20, 5, 15)
    quality.make()
    before = pages(village, signed_in)
    late = signal(village.mia, "stuck")
    signal(village.leo, "gone_quiet")
    said(late, village.ada, Answer.WRONG)
    for _night in range(2):
        quality.make()
        cache.clear()
        assert pages(village, signed_in) == before


@pytest.mark.parametrize(
    ("students", "helped", "goes"),
    [(49, 2, False), (50, 2, True), (50, 15, True), (50, 24, False)],
)
def test_a_rule_is_proposed_to_go_by_what_was_let_out_of_it(
    village: Village, signed_in: SignedIn, students: int, helped: int, goes: bool
) -> None:
    """Whoever reads the figure and its band could say so, too: the page tells nothing beyond."""
    answered(village, students, 5, helped)
    quality.make()
    assert getattr(quality.rate("stuck"), "retire", False) is goes
    assert ("retiring" in pages(village, signed_in)) is goes


def test_one_answer_more_proposes_nothing(village: Village, signed_in: SignedIn) -> None:
    answered(village, 49, 5, 2)
    quality.make()
    said(signal(village.mia, "stuck"), village.ada, Answer.WRONG)
    cache.clear()
    quality.make()
    assert not getattr(quality.rate("stuck"), "retire", False)
