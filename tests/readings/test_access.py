"""Who sees which readings, signals and evidence; every page says its rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.readings import projector, queries
from waypost.readings.access import (
    SEE_EPISODE,
    SEE_GOOD_NEWS,
    SEE_READING,
    SEE_SHARED_READING,
    SHARED_WITH_FAMILY,
)
from waypost.readings.models import Episode
from waypost.school.models import Person
from waypost.trust.access import ReadBook, Who
from waypost.trust.models import Account
from waypost.trust.who import who_is

from . import makers


def who(person: Person) -> Who:
    return who_is(Account.objects.get(person_id=person.pk))


@pytest.fixture
def read(village: Village) -> Village:
    makers.align(makers.skill(), "https://tool.example/fractions")
    makers.send(*makers.days_of_work(village.mia, 6), *makers.days_of_work(village.noor, 4))
    projector.catch_up()
    for student, signal, good in [
        (village.mia, "stuck", False),
        (village.mia, "secured", True),
        (village.mia, "returned", True),
    ]:
        Episode.objects.update_or_create(
            person_id=student.pk, signal=signal, subject=0, opened=NOW.date(),
            defaults={"state": "open", "version": "1", "raised_at": NOW, "changed_at": NOW, "good_news": good},
        )  # fmt: skip
    return village


SEES = [  # who, students whose readings, whose signals
    ("ada", {"mia", "leo"}, {"mia"}),
    ("ben", {"noor"}, set()),
    ("tom", {"far_kid"}, set()),
    ("lena", {"mia", "leo", "noor"}, {"mia"}),
    ("cora", {"mia", "leo", "noor"}, {"mia"}),
    ("mia", {"mia"}, set()),
    ("rosa", set(), set()),
    ("paul", set(), set()),
    ("adam", set(), set()),
    ("petra", set(), set()),
    ("sam", set(), set()),
]


@pytest.mark.parametrize(("name", "readings", "signals"), SEES)
def test_each_role_sees_its_own_students_and_no_other(
    read: Village, name: str, readings: set[str], signals: set[str]
) -> None:
    asker = who(getattr(read, name))
    ids = {getattr(read, n).pk for n in readings}
    assert set(SEE_READING.rows(asker).values_list("person_id", flat=True)) == ids
    stuck = SEE_EPISODE.rows(asker).filter(signal="stuck")
    assert set(stuck.values_list("person_id", flat=True)) == {getattr(read, n).pk for n in signals}
    for row in SEE_READING.rows(asker)[:20]:
        assert SEE_READING.may(asker, row)


def test_a_family_sees_a_shared_part_and_only_good_news_that_may_be_told(read: Village) -> None:
    rosa, paul = who(read.rosa), who(read.paul)
    shared = SEE_SHARED_READING.rows(rosa)
    assert set(shared.values_list("person_id", flat=True)) == {read.mia.pk}
    assert set(shared.values_list("measure", flat=True)) <= set(SHARED_WITH_FAMILY)
    assert set(SEE_GOOD_NEWS.rows(rosa).values_list("signal", flat=True)) == {"secured"}
    assert not SEE_SHARED_READING.rows(paul).exists()
    assert set(SEE_GOOD_NEWS.rows(who(read.mia)).values_list("signal", flat=True)) == {"secured", "returned"}


def test_reading_leaves_a_line_in_the_book_and_as_of_shows_no_more_than_today(read: Village) -> None:
    book = ReadBook(who(read.rosa))
    today = queries.readings_of(book, read.mia.pk)
    then = queries.readings_of(book, read.mia.pk, as_of=makers.FIRST.date())
    assert book.read == {read.mia.pk}
    assert {r.measure for r in then} <= {r.measure for r in today} != set()
    assert queries.readings_of(ReadBook(who(read.paul)), read.mia.pk, as_of=makers.FIRST.date()) == []


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 200), ("mia", 200), ("rosa", 200), ("ben", 404), ("paul", 404), ("tom", 404)]
)
def test_the_evidence_behind_a_claim_opens_for_those_who_may_see_the_claim(
    read: Village, signed_in: Callable[[Person], Client], name: str, status: int
) -> None:
    skill = makers.skill()
    page = signed_in(getattr(read, name)).get(f"/readings/{read.mia.pk}/mastery/{skill.pk}/")
    assert page.status_code == status
    if status == 200:
        assert b"12 pieces" in page.content
        assert b"fractions/3" in page.content


def test_a_family_does_not_open_what_is_not_shared(
    read: Village, signed_in: Callable[[Person], Client]
) -> None:
    assert signed_in(read.rosa).get(f"/readings/{read.mia.pk}/days_worked/0/").status_code == 404
    assert signed_in(read.ada).get(f"/readings/{read.mia.pk}/days_worked/0/").status_code == 200


def test_evidence_can_be_taken_along_as_a_table(read: Village, signed_in: Callable[[Person], Client]) -> None:
    page = signed_in(read.ada).get(f"/readings/{read.mia.pk}/mastery/{makers.skill().pk}/?format=csv")
    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 13


def test_how_we_know_has_a_page_for_each_measure_figure_and_signal(
    read: Village, signed_in: Callable[[Person], Client]
) -> None:
    from waypost.measures.figures import FIGURES
    from waypost.measures.registry import MEASURES, SIGNALS

    client = signed_in(read.mia)
    assert client.get("/how-we-know/").status_code == 200
    for name in (*MEASURES, *FIGURES, *SIGNALS):
        page = client.get(f"/how-we-know/{name}/")
        assert page.status_code == 200, name
        assert name not in FIGURES or "Fitted to this school" not in page.content.decode()
    assert client.get("/how-we-know/nothing/").status_code == 404
