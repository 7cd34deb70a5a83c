"""Raw weekly outcomes are read within what the asker may see, and a pulse only by whom the student chose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.village import Village
from waypost.evidence import stream
from waypost.evidence.vocabulary import LEVEL, VERB
from waypost.readings import outcomes, projector
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from . import makers
from .makers import FIRST
from .test_access import who

WEEK = date(2026, 11, 2)
LAST = date(2026, 11, 22)


def pulse(student: Person, level: int, days: int, shared_with: Person | None, **more: Any) -> dict[str, Any]:
    """What the voice room tells evidence: the student's level, and the one adult who may see it."""
    context: dict[str, Any] = {**more}
    if shared_with is not None:
        context["instructor"] = stream.person_agent(shared_with.pk)
    return {
        "id": str(uuid4()),
        "actor": stream.person_agent(student.pk),
        "verb": {"id": VERB + "pulse"},
        "object": {"id": "urn:waypost:pulse"},
        "result": {"extensions": {LEVEL: level}},
        "context": context,
        "timestamp": (FIRST + timedelta(days=days)).isoformat(),
    }


@pytest.fixture
def told(village: Village) -> Village:
    makers.align(makers.skill(), "https://tool.example/fractions")
    makers.send(*makers.days_of_work(village.mia, 3))
    makers.send(*makers.days_of_work(village.mia, 5, item="fractions/b", first=FIRST + timedelta(days=7)))
    makers.send(
        pulse(village.mia, 4, 0, village.ada),
        pulse(village.mia, 2, 7, village.ada),
        pulse(village.mia, 1, 14, village.cora),
    )
    projector.catch_up()
    return village


def read(asker: Person, student: Person, outcome: str) -> list[tuple[date, float, int]]:
    reads = ReadBook(who(asker))
    return [(p.week, p.value, p.n) for p in outcomes.weekly(reads, student.pk, outcome, WEEK, LAST)]


def test_a_teacher_reads_share_right_and_days_worked_by_week(told: Village) -> None:
    second, third = WEEK + timedelta(days=7), WEEK + timedelta(days=14)
    assert read(told.ada, told.mia, outcomes.FIRST_TRIES) == [(WEEK, 0.5, 6), (second, 0.5, 10)]
    assert read(told.ada, told.mia, outcomes.DAYS_WORKED) == [
        (WEEK, 3.0, 5),
        (second, 5.0, 5),
        (third, 0.0, 5),
    ]


def test_a_pulse_is_read_by_the_student_and_the_adult_who_was_chosen_and_nobody_else(told: Village) -> None:
    assert [value for _, value, _ in read(told.mia, told.mia, outcomes.PULSE)] == [4.0, 2.0, 1.0]
    assert [value for _, value, _ in read(told.ada, told.mia, outcomes.PULSE)] == [4.0, 2.0]
    assert [value for _, value, _ in read(told.cora, told.mia, outcomes.PULSE)] == [1.0]
    assert read(told.lena, told.mia, outcomes.PULSE) == []


@pytest.mark.parametrize("name", ["ben", "tom", "rosa", "paul", "adam", "petra", "leo"])
@pytest.mark.parametrize("outcome", outcomes.OUTCOMES)
def test_others_read_nothing(told: Village, name: str, outcome: str) -> None:
    assert read(getattr(told, name), told.mia, outcome) == []


def test_reading_them_is_logged_as_a_read_of_the_student(told: Village) -> None:
    reads = ReadBook(who(told.ada))
    outcomes.weekly(reads, told.mia.pk, outcomes.DAYS_WORKED, WEEK, LAST)
    assert reads.read == {told.mia.pk}


def test_another_outcome_is_refused(told: Village) -> None:
    with pytest.raises(KeyError):
        outcomes.weekly(ReadBook(who(told.ada)), told.mia.pk, "mastery", WEEK, LAST)
