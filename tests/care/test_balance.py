"""How attention is spread: each adult sees the own figures alone, leaders see at least five adults together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.homes.makers import classmates, signal
from tests.village import NOW, Village
from waypost.care import balance
from waypost.care.models import BalanceShown
from waypost.care.services import signals
from waypost.readings import projector
from waypost.school import clock
from waypost.school.models import HomeAdult, Person
from waypost.trust.registry import LINES

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


def test_own_figures_count_talks_with_any_adult_in_twenty_school_days(village: Village) -> None:
    with clock.held_at(NOW - timedelta(days=40)):
        signals.talked_with(village.leo, village.ada)  # too long ago
    with clock.held_at(NOW - timedelta(days=3)):
        signals.talked_with(village.mia, village.cora)
    projector.catch_up()
    found = balance.of_adult(village.ada.pk)
    assert (found.spread.students, found.spread.without) == (2, 1)


def test_the_wait_runs_from_the_signal_to_the_next_talk_and_what_still_waits_counts(village: Village) -> None:
    signal(village.leo, "gone_quiet", days=6)  # Tuesday
    signal(village.mia, "gone_quiet", days=4)
    with clock.held_at(NOW - timedelta(days=3)):  # Friday: three school days later
        signals.talked_with(village.leo, village.ada)
    projector.catch_up()
    found = balance.of_adult(village.ada.pk)
    assert found.days == 3.0
    assert found.signals >= 2


def test_nobody_sees_another_adults_figures_and_a_leader_none_of_one_adult(
    village: Village, signed_in: SignedIn
) -> None:
    page = signed_in(village.lena).get("/care/balance/").content.decode()
    assert "You are home adult of nobody now." in page
    assert "Shown once a week, from five adults on." in page
    assert "Ada" not in page
    assert "All adults together" not in signed_in(village.ada).get("/care/balance/").content.decode()
    for name in ("mia", "rosa", "adam", "petra", "sam"):
        assert signed_in(getattr(village, name)).get("/care/balance/").status_code == 403


def _adults(village: Village, count: int) -> list[Person]:
    """Five home adults with three students each."""
    made = []
    for n in range(count):
        adult = Person.objects.create(sourced_id=f"a{n}", given_name=f"Adult{n}", kind="staff")
        for student in classmates(village, 3, first=f"K{n}"):
            HomeAdult.objects.filter(student=student).update(adult=adult)
        made.append(adult)
    return made


def test_figures_of_all_adults_come_out_from_five_on_and_once_a_week(
    village: Village, signed_in: SignedIn
) -> None:
    _adults(village, 1)
    assert balance.make() == 0, "Ada, Ben, Tom and one more are four"
    assert not BalanceShown.objects.exists()
    _adults_more(village)
    assert balance.make() == 1
    assert balance.make() == 0, "not twice in a week"
    page = signed_in(village.lena).get("/care/balance/").content.decode()
    assert "5-9 adults" in page
    assert "90 % or more of students had no conversation" in page, "all of them: near all is told no finer"
    assert "Adult" not in page.replace("adults", "")


def _adults_more(village: Village) -> None:
    for n in range(10, 14):
        adult = Person.objects.create(sourced_id=f"a{n}", given_name=f"Adult{n}", kind="staff")
        for student in classmates(village, 3, first=f"K{n}"):
            HomeAdult.objects.filter(student=student).update(adult=adult)


def test_while_fewer_than_five_adults_came_or_went_the_old_figures_stand(village: Village) -> None:
    adults = _adults(village, 6)
    assert balance.make() == 1
    HomeAdult.objects.filter(adult=adults[0]).update(until=date(2026, 11, 23))
    with clock.held_at(NOW + timedelta(days=8)):
        assert balance.make() == 0
    HomeAdult.objects.filter(adult=adults[0]).update(until=None)
    with clock.held_at(NOW + timedelta(days=8)):
        assert balance.make() == 1


def test_no_table_keeps_a_figure_of_one_adult() -> None:
    from waypost.care import models

    assert [f.name for f in models.BalanceShown._meta.get_fields()] == [
        "id", "made", "adults", "without", "ratio", "days", "band",
    ]  # fmt: skip
    assert LINES["care.BalanceShown"].person_paths == ()
