"""A teacher of 150 students over a term: never more than five cards, and nobody waits unseen over ten school days."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from tests.village import NOW, Village
from waypost.care import owners
from waypost.homes.today import cards
from waypost.readings.models import Episode
from waypost.school import calendar

from .makers import TODAY, classmates, skill
from .mornings import Mornings, live_through

pytestmark = pytest.mark.django_db
ABOUT_PERSON = ("gone_quiet", "away", "not_talked_with", "low_pulse")
ABOUT_SKILL = ("stuck", "slipping", "off_pace")
A_DAY = 4  # signals that open on a school day; a burst is a Monday on which many haven't been talked with for long
BURST = 20
LONGEST = 10


def term(village: Village, seed: int) -> Mornings:
    chance = Random(seed)
    students = classmates(village, 150)
    skills = [skill(f"Skill {n}", f"s{n}").pk for n in range(6)]
    days = [date.fromordinal(int(d)) for d in calendar.school_days()][:60]
    made: list[Episode] = []

    def raised(name: str, day: date, subject: int = 0) -> None:
        ended = day + timedelta(days=chance.randint(5, 40)) if chance.random() < 0.6 else None
        who = chance.choice(students).pk
        if not any(e.person_id == who and e.signal == name and e.subject == subject for e in made):
            made.append(
                Episode(pk=len(made) + 1, person_id=who, signal=name, subject=subject, opened=day, ended=ended, state="open")
            )  # fmt: skip

    for n, day in enumerate(days):
        for _ in range(A_DAY):
            if chance.random() < 0.5:
                raised(chance.choice(ABOUT_PERSON), day)
            else:
                raised(chance.choice(ABOUT_SKILL), day, chance.choice(skills))
        if n == 20:
            for _ in range(BURST):
                raised("not_talked_with", day)
    return live_through(made, days, village.ada.pk)


@pytest.mark.parametrize("seed", [1, 2])
def test_over_a_term_of_150_students_nobody_waits_unseen_over_ten_school_days(
    village: Village, seed: int
) -> None:
    found = term(village, seed)
    assert found.shown > 150, "many mornings with cards"
    assert found.most_cards == 5
    assert found.without_owner == set()
    assert max(found.waits) <= LONGEST
    assert max(found.never_seen, default=0) <= LONGEST


def test_looking_again_on_the_same_day_shows_the_same_cards(village: Village) -> None:
    students = classmates(village, 40)
    made = [
        Episode(
            pk=n, person_id=s.pk, signal="not_talked_with", opened=TODAY - timedelta(days=3), state="open"
        )
        for n, s in enumerate(students, 1)
    ]
    ownership = owners.of(made)
    first = cards.piles(made, ownership, TODAY)[: cards.CARDS]
    for pile in first:
        pile.episodes[0].seen_at = NOW
    again = cards.piles(made, ownership, TODAY)[: cards.CARDS]
    assert [p.people for p in again] == [p.people for p in first]
    tomorrow = cards.piles(made, ownership, TODAY + timedelta(days=1))[: cards.CARDS]
    assert not {p for one in tomorrow for p in one.people} & {p for one in first for p in one.people}
