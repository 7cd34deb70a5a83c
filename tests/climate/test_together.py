"""Who worked with whom is noted apart, read by nobody as a list, told as one sentence to two people, and gone with the term."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.climate.models import Group, Lesson
from waypost.climate.queries import together as queries
from waypost.climate.services import Refused, together
from waypost.climate.together import Alone, not_with_others
from waypost.school import clock

from .conftest import book, lay_out

SignedIn = Callable[[object], Client]


def noted(village: Village, days_ago: int, groups: dict[int, int]) -> Lesson:
    with clock.held_at(NOW - timedelta(days=days_ago)):
        lesson = lay_out(village.ada, village.maths_7b, village.ada)
        together.note(lesson, groups)
    return lesson


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ([0, 0, 0, 0], Alone(4, 4)),
        ([0, 0, 0, None], Alone(4, 3)),
        ([0, 0, None, None], None),  # there in two
        ([0, 0, 0], None),  # three lessons
        ([0, 0, 0, 1], None),  # with others once
        ([3, 3, 3, 3], Alone(4, 4)),  # a group of one
    ],
)
def test_four_lessons_three_of_them_there_each_time_alone(
    mine: list[int | None], expected: Alone | None
) -> None:
    lessons = {n: {8: 1, 9: 1, **({7: g} if g is not None else {})} for n, g in enumerate(mine)}
    assert not_with_others(lessons, 7) == expected


def test_the_home_adult_and_the_counsellor_are_told_and_nobody_else(
    village: Village, signed_in: SignedIn
) -> None:
    for days in (21, 14, 7, 0):
        noted(village, days, {village.mia.pk: 0, village.leo.pk: 1})
    sentence = "not seen working with others in four lessons"
    for name in ("ada", "cora"):
        page = signed_in(getattr(village, name)).get("/climate/not-with-others/").content.decode()
        assert "Mia Santos" in page, name
        assert sentence in page, name
        student = signed_in(getattr(village, name)).get(f"/students/{village.mia.pk}/").content.decode()
        assert "Not seen working with others in four lessons" in student, name
    for name in ("ben", "lena", "tom"):
        page = signed_in(getattr(village, name)).get("/climate/not-with-others/").content.decode()
        assert "Mia" not in page, name
    leader = signed_in(village.lena).get(f"/students/{village.mia.pk}/").content.decode()
    assert "working with others" not in leader
    for name in ("mia", "rosa"):
        assert signed_in(getattr(village, name)).get("/climate/not-with-others/").status_code == 403


def test_a_teacher_who_is_not_the_home_adult_is_not_told(village: Village) -> None:
    from waypost.school.models import HomeAdult

    for days in (21, 14, 7, 0):
        noted(village, days, {village.mia.pk: 0, village.leo.pk: 0})
    HomeAdult.objects.filter(student=village.mia).update(adult=village.ben)
    assert [f.person for f in queries.findings(book(village, village.ada))] == [village.leo]
    assert [f.person for f in queries.findings(book(village, village.ben))] == [village.mia]


def test_it_is_noted_on_the_day_and_never_shown_again(village: Village, signed_in: SignedIn) -> None:
    lesson = noted(village, 0, {village.mia.pk: 1, village.leo.pk: 1})
    path = f"/climate/lessons/{lesson.pk}/together/"
    assert 'value="1" selected' in signed_in(village.ada).get(path).content.decode()
    signed_in(village.ada).post(
        path, {f"group-{village.mia.pk}": "0", f"group-{village.leo.pk}": "", "group-1": "2"}
    )
    assert list(Group.objects.values_list("person_id", "number")) == [(village.mia.pk, 0)]
    with clock.held_at(NOW + timedelta(days=1)):
        page = signed_in(village.ada).get(path).content.decode()
        assert "Mia" not in page
        with pytest.raises(Refused):
            together.note(lesson, {village.leo.pk: 2})
    assert list(Group.objects.values_list("person_id", "number")) == [(village.mia.pk, 0)]


def test_no_export_and_no_statement_carries_it(village: Village, signed_in: SignedIn) -> None:
    from waypost.evidence import stream

    for days in (21, 14, 7, 0):
        noted(village, days, {village.mia.pk: 0, village.leo.pk: 1})
    for path in (f"/students/{village.mia.pk}/export.csv", f"/classes/{village.maths_7b.pk}/export.csv"):
        answer = signed_in(village.ada).get(path)
        assert answer.status_code == 200, path
        assert b"others" not in b"".join(answer.streaming_content), path  # type: ignore[attr-defined]
    assert not stream.read_after(0, 10)


def test_it_ends_with_the_term(village: Village) -> None:
    for days in (21, 14, 7, 0):
        noted(village, days, {village.mia.pk: 0})
    with clock.held_at(datetime(2026, 12, 18, 8, tzinfo=UTC)):
        assert queries.finding_of(book(village, village.ada), village.mia.pk) == Alone(4, 4)
    with clock.held_at(datetime(2026, 12, 19, 8, tzinfo=UTC)):
        assert queries.finding_of(book(village, village.ada), village.mia.pk) is None
        assert together.end_with_the_term() == 4
    assert not Group.objects.exists()
