"""Figures over lessons: for the teacher alone; for the leader five adults together from a release, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.climate import figures
from waypost.climate.queries import results
from waypost.climate.services import lessons as services
from waypost.climate.services.lessons import Tap
from waypost.school import clock
from waypost.school.models import Enrollment, Person

from .conftest import book, label, lay_out, looked_at, sheet, tap

SignedIn = Callable[[object], Client]


def over_weeks(village: Village, hits: list[int], **more: object) -> None:
    for n, h in enumerate(hits):
        with clock.held_at(NOW - timedelta(days=7 * (len(hits) - n))):
            looked_at(village.ada, village.maths_7b, hits=h, looks=10, **more)


def test_three_lessons_have_no_range_and_four_have_the_t_interval(
    village: Village, signed_in: SignedIn
) -> None:
    over_weeks(village, [4, 6, 8])
    page = signed_in(village.ada).get("/climate/results/").content.decode()
    assert "Over 3 lessons they worked together at 60 in 100 looks." in page
    assert "it takes four" in page
    looked_at(village.ada, village.maths_7b, hits=10, looks=10)
    (result,) = results.results(book(village, village.ada))
    # R 4.2: t.test(c(.4, .6, .8, 1.0))$conf.int -> 0.2891479 1.1108521, held within 0..1
    assert result.figure.value == pytest.approx(0.7)
    assert (result.figure.low, result.figure.high) == (pytest.approx(0.2891479, abs=1e-7), 1.0)
    page = signed_in(village.ada).get("/climate/results/").content.decode()
    assert "it lies between 29 in 100 and 99 in 100" in page


def test_the_lesson_weighs_the_same_however_many_looks_it_has(village: Village) -> None:
    looked_at(village.ada, village.maths_7b, hits=1, looks=1)
    looked_at(village.ada, village.maths_7b, hits=0, looks=99)
    (result,) = results.results(book(village, village.ada))
    assert result.figure.value == pytest.approx(0.5)


def test_what_nobody_could_tell_counts_for_nothing(village: Village) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ada)
    tap(sheet(lesson, village.ada), ["together", "unclear", "unclear", "beside"])
    assert results.seen_in(lesson) == results.Seen(lesson, 1, 2)


def test_results_stand_by_kind_of_lesson_and_way_of_teaching_with_levels(
    village: Village, signed_in: SignedIn
) -> None:
    project, stations = label("lesson", "Project", village.ada), label("strategy", "Stations", village.ada)
    over_weeks(village, [8, 9, 7, 8], kind=project, strategy=stations)
    over_weeks(village, [2, 3])
    lesson = lay_out(village.ada, village.maths_7b, village.ada)
    services.store(sheet(lesson, village.ada), [Tap(uuid4(), aspect="task", level=3)])
    (result,) = results.results(book(village, village.ada))
    assert [(name, f.lessons, f.value) for name, f in result.kinds] == [("Project", 4, pytest.approx(0.8))]
    assert [name for name, _ in result.strategies] == ["Stations"]
    assert [(a.slug, f.value) for a, f in result.levels] == [("task", 3.0)]
    assert result.line is not None
    known = [w.value for w in result.line.weeks if w.value is not None]
    assert known == [80, 90, 45, 55]
    assert "Project" in signed_in(village.ada).get("/climate/results/").content.decode()


def test_a_teacher_sees_own_lessons_only(village: Village, signed_in: SignedIn) -> None:
    over_weeks(village, [4, 6, 8, 9])
    assert results.results(book(village, village.ben)) == []
    assert "No lesson was looked at yet" in signed_in(village.ben).get("/climate/results/").content.decode()
    assert signed_in(village.lena).get("/climate/results/").status_code == 403


def more_teachers(village: Village, n: int) -> list[Person]:
    """Further teachers of 7B, so that there are n with Ada."""
    found = [village.ada]
    for k in range(n - 1):
        p = Person.objects.create(
            given_name=f"T{k}", family_name="Extra", kind="staff", sourced_id=f"extra{k}"
        )
        Enrollment.objects.create(sourced_id=f"x{k}", person=p, klass=village.maths_7b, role="teacher")
        found.append(p)
    return found


@pytest.mark.parametrize(
    ("adults", "says"), [(4, "fewer than five adults"), (5, "worked together at 50 in 100")]
)
def test_the_leader_sees_five_adults_together_or_nothing(
    village: Village, signed_in: SignedIn, adults: int, says: str
) -> None:
    for teacher, hits in zip(more_teachers(village, adults), [1, 3, 5, 7, 9], strict=False):
        looked_at(teacher, village.maths_7b, hits=hits, looks=10)
        looked_at(teacher, village.maths_7b, hits=hits, looks=10)
    figures.make()
    page = signed_in(village.lena).get("/how-we-are-doing/").content.decode()
    assert says in page
    assert "Ada" not in page
    assert "T0" not in page


def test_one_more_adult_does_not_move_the_leaders_figure(village: Village) -> None:
    teachers = more_teachers(village, 6)
    for teacher, hits in zip(teachers[:5], [1, 3, 5, 7, 9], strict=True):
        looked_at(teacher, village.maths_7b, hits=hits, looks=10)
    figures.make()
    looked_at(teachers[5], village.maths_7b, hits=10, looks=10)
    figures.make()
    (line,) = figures.current()
    assert line.cell is not None
    assert line.cell.value == 0.5, "the difference would tell what one adult's lessons were like"
