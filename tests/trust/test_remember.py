"""What is worked out once a page: never kept from one request to the next, and never while something is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.village import Village
from waypost.readings.access import students_of_staff
from waypost.school.access import visible_students
from waypost.school.grounds import FEW
from waypost.school.models import Enrollment, HomeAdult
from waypost.trust import remember
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]


@pytest.mark.parametrize(("method", "times"), [("GET", 1), ("HEAD", 1), ("POST", 3), (None, 3)])
def test_it_is_made_once_while_something_is_read_and_each_time_while_something_is_changed(
    method: str | None, times: int
) -> None:
    made: list[int] = []
    with remember.while_reading(method):
        for _ in range(3):
            remember.once("key", lambda: made.append(1))
    assert len(made) == times
    remember.once("key", lambda: made.append(1))
    assert len(made) == times + 1


def test_an_answer_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError), remember.while_reading("GET"):
        remember.once("key", lambda: 1 // 0)
    assert not remember.remembering()


@pytest.mark.parametrize(
    "name", ["ada", "ben", "tom", "lena", "cora", "mia", "rosa", "paul", "adam", "petra"]
)
@pytest.mark.parametrize("few", [FEW, 1])
def test_the_students_are_the_same_remembered_or_not(
    village: Village, name: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("waypost.school.grounds.FEW", few)
    who = who_is(village.account(getattr(village, name)))
    for students in (students_of_staff, visible_students):
        plain = set(students(who).values_list("pk", flat=True))
        with remember.while_reading("GET"):
            assert set(students(who).values_list("pk", flat=True)) == plain
            assert students(who) is students(who)


@pytest.mark.parametrize("name", ["ada", "ben", "tom", "lena", "mia", "rosa", "paul", "adam"])
def test_what_is_about_one_student_opens_that_one_or_nobody(village: Village, name: str) -> None:
    who = who_is(village.account(getattr(village, name)))
    for students in (students_of_staff, visible_students):
        plain = set(students(who).values_list("pk", flat=True))
        with remember.while_reading("GET"):
            students(who)  # remembered for anybody: no answer for what is about one
            with remember.about(village.mia.pk):
                assert set(students(who).values_list("pk", flat=True)) == plain & {village.mia.pk}
            assert set(students(who).values_list("pk", flat=True)) == plain


def test_a_right_that_is_taken_away_is_gone_with_the_next_request(
    village: Village, signed_in: SignedIn
) -> None:
    ada = signed_in(village.ada)
    assert ada.get(f"/students/{village.mia.pk}/").status_code == 200
    Enrollment.objects.filter(person=village.ada).update(until=date(2026, 11, 22))
    HomeAdult.objects.filter(adult=village.ada).delete()
    assert ada.get(f"/students/{village.mia.pk}/").status_code in {403, 404}
