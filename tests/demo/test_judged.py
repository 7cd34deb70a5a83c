"""The demonstration's judged work: what the page says of two markers holds against what is true of them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client

from tests.village import Village
from waypost.demo import plans
from waypost.learning.models import Judgement, Piece
from waypost.learning.queries.second import agreed
from waypost.school.models import Class, Enrollment, Person
from waypost.school.queries import students_of_class
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is


def test_two_markers_agree_as_often_as_is_true_and_the_page_says_so(
    village: Village, signed_in: object
) -> None:
    science = Class.objects.create(
        sourced_id="science", title="Science 7", organization=village.willow, grade="7"
    )
    Enrollment.objects.create(sourced_id="sci-ben", person=village.ben, klass=science, role="teacher")
    for n in range(12):
        child = Person.objects.create(given_name=f"S{n}", kind="student", sourced_id=f"s{n}")
        for klass in (village.maths_7b, science):
            Enrollment.objects.create(sourced_id=f"{klass.pk}-{n}", person=child, klass=klass, role="student")
    days = [date(2026, 9, 7) + timedelta(days=n) for n in range(60)]
    for n in range(18):  # as many stretches of two weeks as several classes have together
        plans.judge(Random(f"7 {n}"), days, students_of_class(village.maths_7b), village.ada, f"stretch {n}")
    assert Piece.objects.count() > 40
    (reasoning, _explaining) = agreed(ReadBook(who_is(village.account(village.ada))))
    assert reasoning.found is not None
    assert reasoning.found.n == Judgement.objects.filter(rubric="reasoning", second=True).count() >= 30
    spread = (plans.SAME * (1 - plans.SAME) / reasoning.found.n) ** 0.5
    assert reasoning.found.same == pytest.approx(plans.SAME, abs=2 * spread)
    client: Client = signed_in(village.ada)  # type: ignore[operator]
    page = client.get("/learning/work/second/").content.decode()
    assert f"in {round(100 * reasoning.found.same)} % of {reasoning.found.n} pieces" in page
